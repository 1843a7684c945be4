import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorCatalogue, StudioError } from '../contract/errors.ts';
import { UploadId } from '../contract/ids.ts';
import type { Logger } from '../studio/base/log.ts';
import { toStudioError } from '../studio/base/to-error.ts';
import { maximumFileBytes, tooLarge } from '../studio/library/uploads.ts';
import type { Studio } from '../studio/studio.ts';
import { admit } from './admit.ts';
import { answerFile, answerText, answerWithCookie } from './answer.ts';
import { isHangUp } from './hang-up.ts';
import { securityHeaders } from './headers.ts';
import { listStaticFiles } from './static-files.ts';

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
  const { studio, rendererDir } = options;
  const admission = admit(request, options);
  if ('cookie' in admission) return answerWithCookie(response, admission.cookie);
  if ('status' in admission) return answerText(response, admission.status, admission.lines);
  const { url } = admission;
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
