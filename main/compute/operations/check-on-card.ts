import type { Card } from '../../gpu/card.ts';
import { type Tensor, tf } from '../engines/tf.ts';
import type { WantedForms } from '../step-compiler/gpu/kernels/gpu-kernel.ts';
import { recordProgram } from '../step-compiler/gpu/record-program.ts';
import type { BilinearOperation } from './bilinear.ts';
import { type BilinearResults, bilinearTrial, judgeBilinear, type Thoroughness } from './check-bilinear.ts';
import type { OperationOutcome } from './deviation.ts';
import type { Operation } from './operation.ts';

/** Whether an operation can be tried as a program of dispatches; the others are part of the steps that are compared. */
export const isTriedOnCard = (operation: Operation): operation is BilinearOperation =>
  operation.kind === 'convolution' || operation.kind === 'product';

/** As `checkBilinear`, recorded for a graphics card with these forms of our kernels, and run there twice. */
export async function checkOnCard(
  operation: BilinearOperation,
  thoroughness: Thoroughness,
  card: Card,
  forms?: WantedForms,
): Promise<OperationOutcome> {
  const trial = bilinearTrial(operation);
  const { shapes, run } = trial.definition;
  const program = await recordProgram({ limits: card.limits, ...card.adapter, forms }, () => {
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
  const started = await card.start(program);
  try {
    const { x, w, dy } = trial.inputs;
    const results = async (): Promise<BilinearResults> => {
      const numbers = await started.run(operation.kind, { x, w, dy });
      return {
        result: numbers.subarray(0, dy.length),
        gradientX: numbers.subarray(dy.length, dy.length + x.length),
        gradientW: numbers.subarray(dy.length + x.length),
      };
    };
    return judgeBilinear(trial, [await results(), await results()], thoroughness);
  } finally {
    started.dispose();
  }
}
