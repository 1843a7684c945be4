import type { IncomingMessage } from 'node:http';
import { ApiError } from './api-error.ts';
import { apiLimits } from './limits.ts';

/** Reads bodies into memory: no one larger than allowed, and not too many at once. */
export class BodyReader {
  #bytesInAll = 0;

  /** The body as JSON; an empty one is an empty request. */
  async read(request: IncomingMessage): Promise<unknown> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
      if (Number(request.headers['content-length']) > apiLimits.bodyBytes) throw tooLarge();
      for await (const chunk of request as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        this.#bytesInAll += chunk.length;
        if (bytes > apiLimits.bodyBytes) throw tooLarge();
        if (this.#bytesInAll > apiLimits.bodyBytesInAll) throw tooMany();
        chunks.push(chunk);
      }
      return parse(Buffer.concat(chunks));
    } finally {
      this.#bytesInAll -= bytes;
    }
  }
}

function parse(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new ApiError(400, 'INVALID_INPUT', 'The body is not JSON.', {
      next: 'Send JSON, where numbers such as NaN or Infinity do not exist; see /openapi.json.',
    });
  }
}

const tooLarge = () =>
  new ApiError(413, 'TOO_LARGE', `The body is larger than ${apiLimits.bodyBytes / 2 ** 20} MB.`, {
    next: 'Send fewer latents at once.',
  });

const tooMany = () =>
  new ApiError(429, 'TOO_MANY_REQUESTS', 'Too many large requests are being read.', {
    next: 'Ask again in a moment.',
    retryAfterSeconds: 1,
  });
