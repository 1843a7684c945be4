import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { errorCatalogue, type StudioError } from '../contract/errors.ts';

/** Answers with a short plain page that says what is wrong and what to do next. */
export function answerText(response: ServerResponse, status: number, lines: readonly string[]): void {
  answer(response, status, 'text/plain', `${lines.join('\n')}\n`);
}

/** Answers a script of the page with an error as plain data, for it to tell in the window. */
export function answerReport(response: ServerResponse, error: StudioError): void {
  answer(response, errorCatalogue[error.code].status, 'application/json', JSON.stringify(error.toReport()));
}

function answer(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, {
    'Content-Type': `${contentType}; charset=utf-8`,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
  });
  response.end(body);
}

/** Sends a browser to the start page with its cookie. */
export function answerWithCookie(response: ServerResponse, cookie: string): void {
  response.writeHead(303, { Location: '/', 'Set-Cookie': cookie, 'Cache-Control': 'no-store' });
  response.end();
}

/** Streams a file. A client may keep it for as long as is said, or else asks each time whether it has changed. */
export async function answerFile(
  response: ServerResponse,
  { file, contentType, maxAgeSeconds }: { file: string; contentType: string; maxAgeSeconds: number },
): Promise<void> {
  const { size, mtimeNs } = await stat(file, { bigint: true });
  const tag = `"${size}-${mtimeNs}"`;
  const caching = {
    'Cache-Control': maxAgeSeconds > 0 ? `private, max-age=${maxAgeSeconds}, immutable` : 'private, no-cache',
    ETag: tag,
  };
  if (response.req.headers['if-none-match'] === tag) {
    response.writeHead(304, caching);
    response.end();
    return;
  }
  response.writeHead(200, { ...caching, 'Content-Type': contentType, 'Content-Length': Number(size) });
  await pipeline(createReadStream(file), response);
}
