import { z } from 'zod';

/** From a compute process to the shell that started it: it needs a page that has WebGPU. */
export const WantsGpuWindow = z.strictObject({ type: z.literal('wants-gpu-window') });
export type WantsGpuWindow = z.infer<typeof WantsGpuWindow>;

/** From the shell to that process. */
export const GpuWindowMessage = z.discriminatedUnion('type', [
  /** The port to the page comes with it. */
  z.strictObject({ type: z.literal('gpu-window') }),
  /** There is no page, or none any more; the reason is a sentence. */
  z.strictObject({ type: z.literal('gpu-window-gone'), reason: z.string().max(1000) }),
]);
export type GpuWindowMessage = z.infer<typeof GpuWindowMessage>;
