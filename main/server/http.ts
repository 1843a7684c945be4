import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorCatalogue, StudioError } from '../contract/errors.ts';
import { UploadId } from '../contract/ids.ts';
import type { Logger } from '../studio/log.ts';
import type { Studio } from '../studio/studio.ts';
import { toStudioError } from '../studio/to-error.ts';
import { maximumFileBytes, tooLarge } from '../studio/uploads.ts';
import { answerFile, answerText } from './answer.ts';
import { securityHeaders } from './headers.ts';
import { isOwnOrigin } from './origin.ts';
import { listStaticFiles } from './static-files.ts';
import { isAuthorised, isToken, sessionCookie } from './token.ts';

export interface HttpOptions {
  studio: Pick<Studio, 'media' | 'uploads'>;
  host: string;
  port: number;
  token: string;
  rendererDir: string;
  log: Logger;
}

/** Handles every plain request: token first, then uploads, media and the page. */
export function httpHandler(options: HttpOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    try {
      await handle(options, request, response);
    } catch (error) {
      if (isHangUp(error)) {
        response.destroy();
        return;
      }
      const known = toStudioError(error, options.log);
      if (response.headersSent) response.destroy();
      else answerText(response, errorCatalogue[known.code].status, [known.message, known.data.next]);
    }
  };
}

async function handle(
  options: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { host, port, token, studio, rendererDir } = options;
  if (!isOwnOrigin(request, host)) {
    return answerText(response, 403, [
      'This address does not belong to this studio.',
      'Open the address that Faceloom printed.',
    ]);
  }
  const target = request.url ?? '/';
  // Two slashes would make the path a host.
  const url = target.startsWith('//') ? null : URL.parse(target, 'http://local');
  if (url === null)
    return answerText(response, 400, ['That address cannot be read.', 'Go back to the start page: /']);
  if (url.pathname === '/' && isToken(url.searchParams.get('token'), token)) {
    // Out of the address bar and the history, into a cookie.
    response.writeHead(303, {
      Location: '/',
      'Set-Cookie': sessionCookie(port, token),
      'Cache-Control': 'no-store',
    });
    response.end();
    return undefined;
  }
  if (!isAuthorised(request, port, token)) {
    return answerText(response, 401, [
      'The access token is missing or wrong.',
      'Open the whole address that Faceloom printed when it started; it ends with ?token=…',
    ]);
  }
  if (request.method === 'POST' && url.pathname.startsWith('/upload/'))
    return receiveUpload(studio, url, request, response);
  if (request.method !== 'GET') return answerText(response, 405, ['Only GET is understood here.']);
  if (url.pathname.startsWith('/media/')) {
    const media = await studio.media.resolve(url.pathname);
    return media === undefined
      ? answerText(response, 404, ['There is no such picture.'])
      : answerFile(response, media);
  }
  const staticFiles = await listStaticFiles(rendererDir);
  const page = staticFiles.get(url.pathname);
  if (page !== undefined) return answerFile(response, page);
  return staticFiles.size === 0
    ? answerText(response, 503, [
        'The page has not been built yet.',
        'Run "npm run build" and open this address again.',
      ])
    : answerText(response, 404, ['There is nothing at this address.', 'Go back to the start page: /']);
}

async function receiveUpload(
  studio: HttpOptions['studio'],
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const uploadId = UploadId.safeParse(url.pathname.slice('/upload/'.length));
  const path = url.searchParams.get('path');
  if (!uploadId.success || path === null) {
    throw new StudioError('INVALID_INPUT', 'An upload needs its id and a path.', {
      next: 'Drop the folder again.',
    });
  }
  // Said at once, before it is sent; a body that lies about its length is cut off on the way.
  if (Number(request.headers['content-length']) > maximumFileBytes) {
    response.setHeader('Connection', 'close');
    throw tooLarge(path);
  }
  await studio.uploads.receive(uploadId.data, path, request);
  response.writeHead(204).end();
}

/** True when the client went away in the middle of its upload or of an answer, which is its right. */
const isHangUp = (error: unknown) =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ECONNRESET' || error.code === 'ERR_STREAM_PREMATURE_CLOSE');
