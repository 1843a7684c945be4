import { z } from 'zod';

/** Kinds of files that other programs can load a generator from. */
export const ModelFormat = z.enum(['h5', 'tfjs', 'savedmodel', 'onnx', 'safetensors', 'html']);
export type ModelFormat = z.infer<typeof ModelFormat>;

/** How exactly the weights are kept: 32-bit floats as in training, 16-bit floats, or whole numbers of 8 bits with a scale for each channel. */
export const WeightPrecision = z.enum(['fp32', 'fp16', 'int8']);
export type WeightPrecision = z.infer<typeof WeightPrecision>;
