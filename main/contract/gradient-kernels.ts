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

/** A sentence for people: how gradients are computed on a card. */
export const kernelSentence = ({ filter, input }: GradientForms): string =>
  `Kernels: gradients by the filter ${formWords[filter]}, gradients by the input ${formWords[input]}.`;

const formWords: Readonly<Record<KernelForm, string>> = {
  tiles: 'in tiles of 64 threads',
  'wide-tiles': 'in tiles of 256 threads',
  registers: 'in the registers of single threads',
};
