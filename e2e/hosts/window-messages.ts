import { z } from 'zod';

/** What the window in the browser says to the process that runs the desktop program. */
export const ToShell = z.discriminatedUnion('type', [
  z.object({ type: z.literal('load'), id: z.int(), path: z.string() }),
  /** The page asks for a line to the studio, and speaks over it. */
  z.object({ type: z.literal('connect'), nonce: z.string() }),
  z.object({ type: z.literal('line'), nonce: z.string(), data: z.string() }),
  /** `ipcRenderer.send` and `invoke`. */
  z.object({ type: z.literal('say'), channel: z.string(), values: z.array(z.unknown()) }),
  z.object({ type: z.literal('ask'), id: z.int(), channel: z.string(), values: z.array(z.unknown()) }),
  /** From now on the system's dialogs answer with this folder. */
  z.object({ type: z.literal('choose'), dir: z.string() }),
  z.object({ type: z.literal('close') }),
]);
export type ToShell = z.infer<typeof ToShell>;

/** What that process answers. */
export const FromWindow = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({
    type: z.literal('loaded'),
    id: z.int(),
    status: z.int(),
    headers: z.record(z.string(), z.string()),
    body: z.base64(),
  }),
  z.object({ type: z.literal('line'), nonce: z.string(), data: z.string() }),
  z.object({ type: z.literal('said'), channel: z.string(), values: z.array(z.unknown()) }),
  z.object({ type: z.literal('answered'), id: z.int(), value: z.unknown() }),
  z.object({ type: z.literal('chosen') }),
]);
export type FromWindow = z.infer<typeof FromWindow>;
