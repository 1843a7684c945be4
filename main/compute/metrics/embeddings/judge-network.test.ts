import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadEngine } from '../../engines/index.ts';
import { type Tensor3D, tf } from '../../engines/tf.ts';
import { describeOperation, type Operation } from '../../operations/operation.ts';
import { operationsToProve } from '../../operations/operations-to-prove.ts';
import { recordOperations } from '../../operations/recorded-operations.ts';
import { drawnPictures } from '../../testing/drawn-pictures.ts';
import { resizePictures } from '../resize.ts';
import { type JudgeNetwork, loadJudgeNetwork } from './judge-network.ts';

await loadEngine('wasm', 0);

/** What the package itself computes with these weights. */
interface FaceApi {
  nets: {
    faceRecognitionNet: {
      loadFromDisk(folder: string): Promise<void>;
      computeFaceDescriptor(picture: Tensor3D): Promise<Float32Array>;
    };
  };
}

const require = createRequire(import.meta.url);
const pictures = drawnPictures('faces', 3);
let judge: JudgeNetwork;
beforeAll(async () => {
  judge = await loadJudgeNetwork();
});
afterAll(() => judge.dispose());

it('sees what the network of its package sees', async () => {
  const packageDir = dirname(require.resolve('@vladmandic/face-api/package.json'));
  const { nets }: FaceApi = require(join(packageDir, 'dist', 'face-api.node-wasm.js'));
  await nets.faceRecognitionNet.loadFromDisk(join(packageDir, 'model'));
  const { data } = await resizePictures(pictures, 150, 3);
  const ours = await judge.embed(pictures);
  expect([ours.count, ours.size]).toEqual([pictures.count, 128]);
  for (let row = 0; row < pictures.count; row++) {
    const picture = new Float32Array(data.subarray(row * 150 * 150 * 3, (row + 1) * 150 * 150 * 3));
    const theirs = await nets.faceRecognitionNet.computeFaceDescriptor(tf.tensor3d(picture, [150, 150, 3]));
    const length = Math.hypot(...theirs);
    for (const [i, value] of theirs.entries())
      expect(ours.values[row * ours.size + i]).toBeCloseTo(value / length, 4);
  }
});

it('says which package its weights come from, and leaves nothing behind', async () => {
  const tensors = tf.memory().numTensors;
  const another = await loadJudgeNetwork();
  expect(another.about).toMatchObject({
    package: '@vladmandic/face-api',
    version: expect.stringMatching(/^1\.7\.\d+$/),
  });
  await another.embed(pictures);
  another.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
});

it('has no layer that an engine does not have to prove', async () => {
  const ofOne = (operation: Operation) =>
    describeOperation(operation.kind === 'product' ? { ...operation, rows: 1 } : { ...operation, batch: 1 });
  const proved = new Set(operationsToProve('whole', Number.POSITIVE_INFINITY).map(ofOne));
  const recording = recordOperations();
  await judge.embed(pictures);
  recording.stop();
  const used = recording.operations().map(ofOne);
  expect(used).toHaveLength(12);
  expect(used.filter((operation) => !proved.has(operation))).toEqual([]);
});
