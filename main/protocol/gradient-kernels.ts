import { z } from 'zod';

/** Gradients of convolutions, by what they are taken by. Transposed convolutions are gradients by the input. */
export const GradientName = z.enum(['filter', 'input']);
export type GradientName = z.infer<typeof GradientName>;

/**
 * How a kernel of our own shares out its work on a graphics card. All give the same but for rounding; which one is fastest
 * differs from card to card.
 */
export const KernelForm = z.enum([
  /** Tiles in the memory of workgroups of 64 invocations. */
  'tiles',
  /** The same with 256 invocations. */
  'wide-tiles',
  /** Without that memory: each invocation reads all that it multiplies from the buffers. */
  'registers',
]);
export type KernelForm = z.infer<typeof KernelForm>;

/** The form of each gradient that was chosen for a card. */
export const GradientForms = z.object({ filter: KernelForm.exclude(['registers']), input: KernelForm });
export type GradientForms = z.infer<typeof GradientForms>;
