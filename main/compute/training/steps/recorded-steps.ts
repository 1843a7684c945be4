import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { type Tensor, tf } from '../../engines/tf.ts';
import type { Weights } from '../../networks/weights.ts';
import type { RecordedFunction } from '../../step-compiler/functions.ts';
import type { Program } from '../../step-compiler/program.ts';
import type { TrainingState } from '../state/training-state.ts';
import type { Share } from './add-up-parts.ts';
import { packedLength } from './shared-step.ts';
import {
  exampleInputs,
  type JudgeInputs,
  namedInputs,
  type SharedUpdateInputs,
  type StepInputs,
  type UpdateInputs,
} from './step-inputs.ts';
import { discriminatorPartName, discriminatorShareName, stepKindName, stepKinds } from './step-phases.ts';
import { eagerFunctions, type StepFunctions } from './training-step.ts';

/** The functions that a run's steps are made of, by name, to be recorded as graphs. */
export function recordedSteps(state: TrainingState, share?: Share): Record<string, RecordedFunction> {
  const { judge, ...own } = exampleInputs(state.config);
  const { step, update } =
    share === undefined ? own : exampleInputs(state.config, state.config.batchSize / share.parts);
  const functions = eagerFunctions(state, share);
  const onStep = (run: (inputs: StepInputs) => Tensor): RecordedFunction => ({
    inputs: namedInputs(step),
    run: (inputs) => run(inputs as unknown as StepInputs),
  });
  const onUpdate = (run: (inputs: UpdateInputs) => Tensor): RecordedFunction => ({
    inputs: namedInputs(update),
    run: (inputs) => run(inputs as unknown as UpdateInputs),
  });
  const recorded: Record<string, RecordedFunction> = {
    [judgeStep]: {
      inputs: namedInputs(judge),
      run: (inputs) => functions.judge(inputs as unknown as JudgeInputs),
    },
  };
  const kinds = stepKinds(state.config);
  if (share !== undefined) {
    const onSum = (weights: Weights, run: (inputs: SharedUpdateInputs) => Tensor): RecordedFunction => ({
      inputs: namedInputs({ ...update, gradients: tf.zeros([packedLength(weights)]) }),
      run: (inputs) => run(inputs as unknown as SharedUpdateInputs),
    });
    for (const kind of kinds)
      recorded[discriminatorShareName(kind)] = onStep((inputs) => functions.discriminatorShare(kind, inputs));
    recorded[updateSharedDiscriminator] = onSum(state.discriminator, functions.updateSharedDiscriminator);
    recorded[generatorShare] = onStep(functions.generatorShare);
    recorded[updateSharedGenerator] = onSum(state.generator, functions.updateSharedGenerator);
    return recorded;
  }
  if (state.config.microBatches === 1) {
    for (const kind of kinds) recorded[stepKindName(kind)] = onStep((inputs) => functions.step(kind, inputs));
    return recorded;
  }
  for (const kind of kinds)
    recorded[discriminatorPartName(kind)] = onStep((inputs) => functions.discriminatorPart(kind, inputs));
  recorded[updateDiscriminator] = onUpdate(functions.updateDiscriminator);
  recorded[generatorPart] = onStep(functions.generatorPart);
  recorded[updateGenerator] = onUpdate(functions.updateGenerator);
  return recorded;
}

const judgeStep = 'judge';
const updateDiscriminator = 'update-discriminator';
const updateGenerator = 'update-generator';
const generatorPart = 'generator-part';
const updateSharedDiscriminator = 'update-shared-discriminator';
const updateSharedGenerator = 'update-shared-generator';
const generatorShare = 'generator-share';

/** The same functions, run as the graphs of a program. */
export const programSteps = (program: Program): StepFunctions => ({
  step: (kind, inputs) => program.run(stepKindName(kind), namedInputs(inputs)),
  discriminatorPart: (kind, inputs) => program.run(discriminatorPartName(kind), namedInputs(inputs)),
  updateDiscriminator: (inputs) => program.run(updateDiscriminator, namedInputs(inputs)),
  generatorPart: (inputs) => program.run(generatorPart, namedInputs(inputs)),
  updateGenerator: (inputs) => program.run(updateGenerator, namedInputs(inputs)),
  discriminatorShare: (kind, inputs) => program.run(discriminatorShareName(kind), namedInputs(inputs)),
  updateSharedDiscriminator: (inputs) => program.run(updateSharedDiscriminator, namedInputs(inputs)),
  generatorShare: (inputs) => program.run(generatorShare, namedInputs(inputs)),
  updateSharedGenerator: (inputs) => program.run(updateSharedGenerator, namedInputs(inputs)),
  judge: (inputs) => program.run(judgeStep, namedInputs(inputs)),
});

/** Operations in the graphs of one step. */
export function countNodes(program: Program, config: RunConfig): number {
  const [kind] = stepKinds(config);
  const names = [
    ...[stepKindName(kind), discriminatorPartName(kind), updateDiscriminator, generatorPart, updateGenerator],
    ...[discriminatorShareName(kind), updateSharedDiscriminator, generatorShare, updateSharedGenerator],
  ];
  return names.reduce((sum, name) => sum + program.nodeCount(name), 0);
}
