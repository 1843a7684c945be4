import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { errorCatalogue, StudioError } from '../contract/errors.ts';
import { UploadId } from '../contract/ids.ts';
import { isMissing } from '../disk/if-there.ts';
import { listBuiltPage, type PageFile } from '../program/built-page.ts';
import type { Logger } from '../studio/base/log.ts';
import { toStudioError } from '../studio/base/to-error.ts';
import { maximumUploadedFileBytes, tooLarge } from '../studio/library/uploads.ts';
import type { Studio } from '../studio/studio.ts';
import { admit } from './admit.ts';
import { answerFile, answerReport, answerText, answerWithCookie } from './answer.ts';
import { isHangUp } from './hang-up.ts';
import { securityHeaders } from './headers.ts';

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
      if (known.code === 'UPLOAD_STALLED')
        options.log.warn('an upload stalled', { file: known.data.subject });
      if (response.headersSent) response.destroy();
      else if (isUpload(request)) answerReport(response, known);
      else answerText(response, errorCatalogue[known.code].status, [known.message, known.data.next]);
    }
  };
}

const uploadPrefix = '/upload/';
const isUpload = ({ method, url }: IncomingMessage) =>
  method === 'POST' && (url?.startsWith(uploadPrefix) ?? false);

async function handle(
  options: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { studio, rendererDir } = options;
  // Nobody else reads a body, and nobody waits for the rest of it.
  if (!isUpload(request) && hasBody(request)) response.setHeader('Connection', 'close');
  const admission = admit(request, options);
  if (!('url' in admission)) response.setHeader('Connection', 'close');
  if ('cookie' in admission) return answerWithCookie(response, admission.cookie);
  if ('status' in admission) return answerText(response, admission.status, admission.lines);
  const { url } = admission;
  if (isUpload(request)) return receiveUpload(studio, url, request, response);
  if (request.method !== 'GET') return answerText(response, 405, ['Only GET is understood here.']);
  if (url.pathname.startsWith('/media/')) {
    const media = await studio.media.resolve(url.pathname);
    return media === undefined
      ? answerText(response, 404, ['There is no such picture.'])
      : answerFile(response, media);
  }
  const page = await listPage(rendererDir);
  const file = page.get(url.pathname);
  if (file !== undefined) return answerFile(response, file);
  return page.size === 0
    ? answerText(response, 503, [
        'The page has not been built yet.',
        'Run "npm run build" and open this address again.',
      ])
    : answerText(response, 404, ['There is nothing at this address.', 'Go back to the start page: /']);
}

/** Read at each request, as the page may be built while the server runs; it is a dozen files, and none before that. */
async function listPage(rendererDir: string): Promise<ReadonlyMap<string, PageFile>> {
  try {
    return await listBuiltPage(rendererDir);
  } catch (error) {
    if (isMissing(error)) return new Map();
    throw error;
  }
}

const hasBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Which file of its upload a file is: one that is sent again has the number that it had. */
const FileNumber = z.coerce.number().int().min(0).optional();

async function receiveUpload(
  studio: HttpOptions['studio'],
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const uploadId = UploadId.safeParse(url.pathname.slice(uploadPrefix.length));
  const path = url.searchParams.get('path');
  const number = FileNumber.safeParse(url.searchParams.get('number') ?? undefined);
  if (!uploadId.success || path === null || !number.success) {
    throw new StudioError('INVALID_INPUT', 'An upload needs its id and a path.', {
      next: 'Drop the folder again.',
    });
  }
  // Said at once, before it is sent; a body that lies about its length is cut off on the way.
  if (Number(request.headers['content-length']) > maximumUploadedFileBytes) {
    response.setHeader('Connection', 'close');
    throw tooLarge(path);
  }
  await studio.uploads.receive(uploadId.data, path, request, number.data);
  response.writeHead(204).end();
}
