import { z } from 'zod';
import { GeneratorRef } from '../generators.ts';
import { ExportId, UploadId } from '../ids.ts';
import { givenName } from '../one-line.ts';

/** How exactly the weights are kept: 32-bit floats as in training, 16-bit floats, or whole numbers of 8 bits with a scale for each channel. */
export const WeightPrecision = z.enum(['fp32', 'fp16', 'int8']);
export type WeightPrecision = z.infer<typeof WeightPrecision>;

/**
 * Kinds of files that other programs can load a generator from: what people call them, who reads them, and the path of
 * the file that each is told by, in a folder or an archive.
 */
export const formatCatalogue = {
  h5: { title: 'Keras .h5', readers: 'Keras 2 and 3, in Python', sign: /\.(h5|hdf5|keras)$/i },
  tfjs: {
    title: 'TensorFlow.js',
    readers: 'web pages and Node, with @tensorflow/tfjs',
    sign: /(^|\/)model\.json$/i,
  },
  savedmodel: {
    title: 'TensorFlow SavedModel',
    readers: 'TensorFlow and TensorFlow Serving',
    sign: /(^|\/)saved_model\.pb$/i,
  },
  onnx: { title: 'ONNX', readers: 'ONNX Runtime and most other frameworks', sign: /\.onnx$/i },
  safetensors: {
    title: 'safetensors',
    readers: 'Faceloom, and programs that rebuild the network',
    sign: /\.safetensors$/i,
  },
  html: { title: 'Web page', readers: 'any browser, also offline', sign: /\.html?$/i },
} as const satisfies Record<string, { title: string; readers: string; sign: RegExp }>;

export type ModelFormat = keyof typeof formatCatalogue;
export const ModelFormat = z.enum(Object.keys(formatCatalogue) as ModelFormat[]);

/** Whether a model is told by this file. Discriminators are exported beside their generators, and draw nothing. */
export const tellsModel = (path: string): boolean =>
  !/discriminator/i.test(path) && Object.values(formatCatalogue).some(({ sign }) => sign.test(path));

export const ExportModelInput = z.object({
  from: GeneratorRef,
  format: ModelFormat,
  precision: WeightPrecision.default('fp32'),
  /** Folder on the studio's machine, made if need be; absent = one ZIP file that the browser fetches. */
  directory: z.string().max(4096).optional(),
});
export type ExportModelInput = z.infer<typeof ExportModelInput>;

export const ImportModelInput = z.object({
  /** A model file, a folder or a ZIP archive on the studio's machine. */
  path: z.string().min(1).max(4096).optional(),
  /** Or what a browser has sent. */
  uploadId: UploadId.optional(),
  /** Absent = the file's. */
  name: givenName().optional(),
});
export type ImportModelInput = z.infer<typeof ImportModelInput>;

/** What is known of an export that was proved. */
export const ModelExport = z.object({
  id: ExportId,
  from: GeneratorRef,
  fromName: z.string(),
  format: ModelFormat,
  precision: WeightPrecision,
  /** Largest difference of any pixel, of −1…1, between the model's faces and those of the files, over 16 latents. */
  maxError: z.number(),
  /** Largest difference of the discriminator's logit over the same faces; where it was written. */
  discriminatorError: z.number().optional(),
  /** Why there is no `discriminator.h5`, as a full sentence; of h5 alone. */
  discriminatorMissing: z.string().optional(),
  sizeBytes: z.number(),
  createdAt: z.iso.datetime(),
});
export type ModelExport = z.infer<typeof ModelExport>;
