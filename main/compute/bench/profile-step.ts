import type { OperationTime } from '../../protocol/bench.ts';
import { tf } from '../engines/tf.ts';
import type { DataOrder, PixelSource } from '../training/data/data.ts';
import type { TrainingState } from '../training/state/training-state.ts';
import { eagerCalls, takeStep } from '../training/steps/training-step.ts';

/** Operations that one eager step asks of the engine. */
export async function countKernels(
  state: TrainingState,
  source: PixelSource,
  order: DataOrder,
): Promise<number> {
  const { kernels } = await recordKernels(state, source, order);
  return kernels.length;
}

/** Time spent in each kind of operation of an eager step, most first. A compiled step has no such parts to time. */
export async function profileStep(
  state: TrainingState,
  source: PixelSource,
  order: DataOrder,
): Promise<OperationTime[]> {
  const { kernels } = await recordKernels(state, source, order);
  const times = new Map<string, OperationTime>();
  for (const { name, kernelTimeMs } of kernels) {
    const time = await kernelTimeMs;
    const known = times.get(name) ?? { operation: name, count: 0, ms: 0 };
    times.set(name, {
      ...known,
      count: known.count + 1,
      ms: known.ms + (typeof time === 'number' ? time : 0),
    });
  }
  return [...times.values()].sort((a, b) => b.ms - a.ms);
}

function recordKernels(
  state: TrainingState,
  source: PixelSource,
  order: DataOrder,
): ReturnType<typeof tf.profile> {
  return tf.profile(async () => {
    await takeStep(state, source, order, eagerCalls(state));
    // What tf.profile wants back; the step keeps its own results.
    return tf.scalar(0);
  });
}
