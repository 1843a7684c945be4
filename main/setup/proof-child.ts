import { createRequire } from 'node:module';
import util from 'node:util';
import { takeCudaAddon } from '../graphics-cards/cuda-addon.ts';

/** The few calls of @tensorflow/tfjs-node-gpu that the proof makes. */
interface TensorflowApi {
  tensor2d(rows: number[][]): object;
  matMul(a: object, b: object): { dataSync(): Iterable<number> };
  backend(): { binding: { TF_Version: string }; isUsingGpuDevice?: boolean };
}

// The package calls util.isNullOrUndefined, which Node 23 removed.
Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });

const [, , packageDir = '@tensorflow/tfjs-node-gpu', cudaAddon, libraryDir] = process.argv;
if (cudaAddon !== undefined && libraryDir !== undefined)
  takeCudaAddon(packageDir, { file: cudaAddon, libraryDir });
const tf: TensorflowApi = createRequire(import.meta.url)(packageDir);
const a = tf.tensor2d([
  [1, 2],
  [3, 4],
]);
const b = tf.tensor2d([
  [5, 6],
  [7, 8],
]);
const product = Array.from(tf.matMul(a, b).dataSync());
const { binding, isUsingGpuDevice } = tf.backend();
process.send?.({ version: binding.TF_Version, product, usesCard: isUsingGpuDevice });
process.disconnect();
