import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';

export interface CudaAddon {
  file: string;
  /** Folder of TensorFlow's and NVIDIA's libraries. */
  libraryDir: string;
}

/** Folder of the addon inside the package @tensorflow/tfjs-node-gpu. */
export const cudaAddonFolder = (packageDir: string): string => path.join(packageDir, 'lib', 'cuda');

/** Where the set-up of this checkout writes how it ended; beside the addon. */
export const cudaRecordFile = (packageDir: string): string =>
  path.join(cudaAddonFolder(packageDir), 'faceloom-setup.json');

/**
 * TensorFlow's addon for graphics cards lies beside that for the processor, so that a machine without a card loads
 * nothing of it. This says where, and makes tfjs-node take it.
 */
const CudaRecord = z.object({ outcome: z.literal('ready'), libraryDir: z.string() });

/** The addon that was set up and proved in this checkout, without a look at whether its files are still whole. */
export function findCudaAddon(packageDir: string): CudaAddon | undefined {
  try {
    const { libraryDir } = CudaRecord.parse(JSON.parse(readFileSync(cudaRecordFile(packageDir), 'utf8')));
    return { file: path.join(cudaAddonFolder(packageDir), 'tfjs_binding.node'), libraryDir };
  } catch {
    // No record, a record of a failure, or one that nobody can read: it is not set up.
    return undefined;
  }
}

/**
 * To be called before tfjs-node is loaded: it asks node-pre-gyp where its addon is, and gets another answer. XLA is told
 * where its assembler and its library of device functions are.
 */
export function takeCudaAddon(packageDir: string, { file, libraryDir }: CudaAddon): void {
  const require = createRequire(path.join(packageDir, 'package.json'));
  const locator: object = require(locatorName);
  const module = require.cache[require.resolve(locatorName)];
  if (module === undefined)
    throw new Error(`${locatorName} was loaded, and is not in Node's cache of modules`);
  // Its own properties cannot be set anew: tfjs-node gets an object that has another `find` before them.
  module.exports = Object.create(locator, { find: { value: () => file } });
  process.env['XLA_FLAGS'] = [process.env['XLA_FLAGS'], xlaDataFlag(libraryDir)].filter(Boolean).join(' ');
}

const locatorName = '@mapbox/node-pre-gyp';

/** XLA cuts its flags at spaces, unless a value is in quotes. */
export function xlaDataFlag(libraryDir: string): string {
  const folder = path.join(libraryDir, 'nvidia', 'cuda_nvcc');
  return `--xla_gpu_cuda_data_dir=${/\s/.test(folder) ? `"${folder}"` : folder}`;
}
