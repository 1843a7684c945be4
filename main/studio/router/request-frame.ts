import { z } from 'zod';

/** True when a message of a line is one that oRPC can read; it would log a stack trace about any other. */
export function isRequestFrame(data: unknown): boolean {
  if (typeof data !== 'string') return false;
  try {
    return RequestFrame.safeParse(JSON.parse(data)).success;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** How oRPC's peer protocol writes a request, or its abort. Clients of the contract send no streams and no files. */
const RequestFrame = z.union([
  z.object({
    i: z.string(),
    t: z.literal(1).optional(),
    p: z.object({
      u: z.string().startsWith('/'),
      h: z.looseObject({ 'content-type': z.undefined(), 'content-disposition': z.undefined() }).optional(),
    }),
  }),
  z.object({ i: z.string(), t: z.literal(4) }),
]);
