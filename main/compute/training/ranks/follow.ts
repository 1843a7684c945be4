import type { TrainTask } from '../../../protocol/train.ts';
import { DataOrder, openPixels } from '../data/data.ts';
import { createTrainingState, disposeTrainingState } from '../state/training-state.ts';
import { createStepRunner } from '../steps/step-runner.ts';
import type { Ranks } from './ranks.ts';
import { assertSameWeights, isTick, shareState } from './same-state.ts';
import { shareOf } from './share.ts';

/** What every rank but the first does: it makes the steps that rank 0 tells it, until it is told to end. */
export async function follow(task: TrainTask, ranks: Ranks): Promise<'done'> {
  const source = openPixels(task);
  const order = new DataOrder(source.trainedCount, task.config.seed);
  const state = createTrainingState(task.config);
  const runner = await createStepRunner(state, task.mode, shareOf(ranks, task.config));
  try {
    for (;;) {
      const message = ranks.hear();
      switch (message.type) {
        case 'load':
          shareState(state, ranks);
          runner.load();
          break;
        case 'step':
          Object.assign(state, { step: message.step, nimg: message.nimg, control: message.control });
          await runner.step(source, order);
          if (isTick(state)) {
            await runner.sync();
            assertSameWeights(state, ranks);
          }
          break;
        case 'compare':
          await runner.sync();
          assertSameWeights(state, ranks);
          break;
        case 'end':
          return 'done';
        case 'task':
          throw new Error('a task arrived in the middle of another');
      }
    }
  } finally {
    source.close();
    runner.dispose();
    disposeTrainingState(state);
  }
}
