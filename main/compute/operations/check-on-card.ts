import { GpuExecutor } from '../../gpu/executor.ts';
import { type Tensor, tf } from '../engines/tf.ts';
import type { OpenedDevice } from '../engines/webgpu-device.ts';
import { recordProgram } from '../step-compiler/gpu/record-program.ts';
import type { BilinearOperation } from './bilinear.ts';
import { type BilinearResults, bilinearTrial, judgeBilinear, type Thoroughness } from './check-bilinear.ts';
import type { OperationOutcome } from './deviation.ts';
import type { Operation } from './operation.ts';

/** Whether an operation can be tried as a program of dispatches; the others are part of the steps that are compared. */
export const isTriedOnCard = (operation: Operation): operation is BilinearOperation =>
  operation.kind === 'convolution' || operation.kind === 'product';

/** As `checkBilinear`, recorded for a graphics card and run there twice. */
export async function checkOnCard(
  operation: BilinearOperation,
  thoroughness: Thoroughness,
  { device, adapter }: OpenedDevice,
): Promise<OperationOutcome> {
  const trial = bilinearTrial(operation);
  const { shapes, run } = trial.definition;
  const program = await recordProgram({ limits: device.limits, ...adapter }, () => {
    const inputs = { x: tf.zeros(shapes.x), w: tf.zeros(shapes.w), dy: tf.zeros(shapes.y) };
    const all = (given: Readonly<Record<string, Tensor>>): Tensor => {
      const { value, grads } = tf.valueAndGrads(run)([given['x'], given['w']], given['dy']);
      return tf.concat([value, ...grads].map((part) => tf.reshape(part, [part.size])));
    };
    return {
      state: new Map(),
      functions: { [operation.kind]: { inputs, run: all } },
      dispose: () => tf.dispose(Object.values(inputs)),
    };
  });
  const executor = await GpuExecutor.create(device, program);
  try {
    const { x, w, dy } = trial.inputs;
    const results = async (): Promise<BilinearResults> => {
      const numbers = await executor.run(operation.kind, { x, w, dy });
      return {
        result: numbers.subarray(0, dy.length),
        gradientX: numbers.subarray(dy.length, dy.length + x.length),
        gradientW: numbers.subarray(dy.length + x.length),
      };
    };
    return judgeBilinear(trial, [await results(), await results()], thoroughness);
  } finally {
    executor.dispose();
  }
}
