import { assignArrays, toArrays } from '../../networks/tensor-arrays.ts';
import { drawingWeights, type TrainingState } from '../state/training-state.ts';
import { type CheckpointContent, loadCheckpoint } from './checkpoint.ts';

/** A training as it stands; its variables must be up to date. */
export function toCheckpoint(state: TrainingState, trainingSeconds: number): CheckpointContent {
  const { config, step, nimg, control } = state;
  return {
    state: { config, step, nimg, trainingSeconds, control },
    generator: toArrays(drawingWeights(state)),
    training: new Map([
      ...toArrays(state.generator, 'g.'),
      ...toArrays(state.discriminator, 'd.'),
      ...toArrays(state.generatorAdam.slots(), 'g.'),
      ...toArrays(state.discriminatorAdam.slots(), 'd.'),
    ]),
  };
}

/** Sets weights, slots and counters from a checkpoint; returns the seconds trained so far. */
export function restoreState(state: TrainingState, folder: string): number {
  const checkpoint = loadCheckpoint(folder);
  assignArrays(state.generator, checkpoint.training, 'g.');
  assignArrays(state.discriminator, checkpoint.training, 'd.');
  assignArrays(state.generatorAdam.slots(), checkpoint.training, 'g.');
  assignArrays(state.discriminatorAdam.slots(), checkpoint.training, 'd.');
  if (state.average) assignArrays(state.average, checkpoint.generator);
  state.step = checkpoint.state.step;
  state.nimg = checkpoint.state.nimg;
  state.control = checkpoint.state.control ?? state.control;
  return checkpoint.state.trainingSeconds;
}
