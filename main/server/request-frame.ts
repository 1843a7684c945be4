import { z } from 'zod';

/** How oRPC's peer protocol writes a request, an event of a client's stream, or an abort. */
const RequestFrame = z.union([
  z.object({ i: z.string(), t: z.literal(1).optional(), p: z.object({ u: z.string() }) }),
  z.object({ i: z.string(), t: z.literal(3), p: z.object({ e: z.string() }) }),
  z.object({ i: z.string(), t: z.literal(4) }),
]);

/** Byte between the JSON and the binary part of a frame; it occurs in no UTF-8 text. */
const delimiter = 0xff;

/** True when a WebSocket message is one that oRPC can read; it would log a stack trace about any other. */
export function isRequestFrame(data: unknown): boolean {
  const text = typeof data === 'string' ? data : jsonPart(data);
  if (text === undefined) return false;
  try {
    return RequestFrame.safeParse(JSON.parse(text)).success;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function jsonPart(data: unknown): string | undefined {
  if (!(data instanceof Uint8Array)) return undefined;
  const end = data.indexOf(delimiter);
  return new TextDecoder().decode(end === -1 ? data : data.subarray(0, end));
}
