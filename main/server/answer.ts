import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** Answers with a short plain page that says what is wrong and what to do next. */
export function answerText(response: ServerResponse, status: number, lines: readonly string[]): void {
  const body = `${lines.join('\n')}\n`;
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
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

/** Streams a file. */
export async function answerFile(
  response: ServerResponse,
  { file, contentType, maxAgeSeconds }: { file: string; contentType: string; maxAgeSeconds: number },
): Promise<void> {
  const { size } = await stat(file);
  response.writeHead(200, {
    'Content-Type': contentType,
    'Content-Length': size,
    'Cache-Control': maxAgeSeconds > 0 ? `private, max-age=${maxAgeSeconds}, immutable` : 'no-store',
  });
  await pipeline(createReadStream(file), response);
}
