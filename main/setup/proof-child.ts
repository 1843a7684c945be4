import { createRequire } from 'node:module';
import util from 'node:util';

/** The few calls of @tensorflow/tfjs-node-gpu that the proof makes. */
interface TensorflowApi {
  tensor2d(rows: number[][]): object;
  matMul(a: object, b: object): { dataSync(): Iterable<number> };
  backend(): { binding: { TF_Version: string } };
}

// The package calls util.isNullOrUndefined, which Node 23 removed.
Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });

const packageDir = process.argv[2] ?? '@tensorflow/tfjs-node-gpu';
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
process.send?.({ version: tf.backend().binding.TF_Version, product });
process.disconnect();
