import { z } from 'zod';

/** Whether TensorFlow's CUDA build can be set up from the studio, and what that takes. */
export const CudaSetup = z.discriminatedUnion('state', [
  z.object({ state: z.literal('ready') }),
  z.object({
    state: z.literal('possible'),
    /** Where it will lie. */
    folder: z.string(),
    /** Still to be fetched. */
    downloadBytes: z.number(),
    /** Stays on the disk. */
    keptBytes: z.number(),
    /** Disk that it takes at its worst moment. */
    peakDiskBytes: z.number(),
  }),
  /** Why not, as a sentence; `next` where something can be done about it. */
  z.object({ state: z.literal('impossible'), reason: z.string(), next: z.string().optional() }),
]);
export type CudaSetup = z.infer<typeof CudaSetup>;
