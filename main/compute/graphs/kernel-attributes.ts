import { z } from 'zod';

const Stride = z.union([z.int(), z.tuple([z.int(), z.int()])]).transform((stride, context) => {
  if (typeof stride === 'number') return stride;
  if (stride[0] !== stride[1]) context.addIssue('strides that differ by side');
  return stride[0];
});

/** What TensorFlow's kernels are told besides their inputs, as far as a graph can say the same. */
export const kernelAttributes = {
  conv: z.object({ strides: Stride, pad: z.enum(['same', 'valid']) }),
  matMul: z.object({ transposeA: z.literal(false), transposeB: z.literal(false) }),
  leakyRelu: z.object({ alpha: z.number() }),
  slice: z.object({ begin: z.array(z.int()), size: z.array(z.int()) }),
  reduce: z.object({ axis: z.union([z.int().transform((axis) => [axis]), z.array(z.int())]) }),
  concat: z.object({ axis: z.int() }),
  resize: z.object({ size: z.tuple([z.int(), z.int()]), alignCorners: z.literal(false) }),
  pool: z.object({ filterSize: Stride, strides: Stride, pad: z.enum(['same', 'valid']) }),
  epsilon: z.object({ epsilon: z.number().positive() }),
};
