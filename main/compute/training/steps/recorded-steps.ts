import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { type Tensor, tf } from '../../engines/tf.ts';
import type { Weights } from '../../networks/weights.ts';
import type { RecordedFunction } from '../../step-compiler/functions.ts';
import type { Program } from '../../step-compiler/program.ts';
import type { TrainingState } from '../state/training-state.ts';
import type { Share } from './add-up-parts.ts';
import { packedLength, type SharedStepFunctions, sharedStepFunctions } from './shared-step.ts';
import type { StepCalls } from './split-step.ts';
import {
  exampleInputs,
  type HeldOutInputs,
  namedInputs,
  type SharedUpdateInputs,
  type StepInputs,
  type UpdateInputs,
} from './step-inputs.ts';
import { discriminatorPartName, discriminatorShareName, stepKindName, stepKinds } from './step-phases.ts';
import { eagerFunctions, type StepFunctions } from './training-step.ts';

/** The functions that a run's steps are made of, by name, to be recorded as graphs. */
export function recordedSteps(state: TrainingState, share?: Share): Record<string, RecordedFunction> {
  const { heldOut, ...own } = exampleInputs(state.config);
  const { step, update } =
    share === undefined ? own : exampleInputs(state.config, state.config.batchSize / share.parts);
  const functions = eagerFunctions(state);
  const onStep = (run: (inputs: StepInputs) => Tensor): RecordedFunction => ({
    inputs: namedInputs(step),
    run: (inputs) => run(inputs as unknown as StepInputs),
  });
  const onUpdate = (run: (inputs: UpdateInputs) => Tensor): RecordedFunction => ({
    inputs: namedInputs(update),
    run: (inputs) => run(inputs as unknown as UpdateInputs),
  });
  const recorded: Record<string, RecordedFunction> = {
    [heldOutStep]: {
      inputs: namedInputs(heldOut),
      run: (inputs) => functions.heldOut(inputs as unknown as HeldOutInputs),
    },
  };
  const kinds = stepKinds(state.config);
  if (share !== undefined) {
    const onSum = (weights: Weights, run: (inputs: SharedUpdateInputs) => Tensor): RecordedFunction => ({
      inputs: namedInputs({ ...update, gradients: tf.zeros([packedLength(weights)]) }),
      run: (inputs) => run(inputs as unknown as SharedUpdateInputs),
    });
    const shared = sharedStepFunctions(state, share.parts);
    for (const kind of kinds)
      recorded[discriminatorShareName(kind)] = onStep((inputs) => shared.discriminatorShare(kind, inputs));
    recorded[updateSharedDiscriminator] = onSum(state.discriminator, shared.updateSharedDiscriminator);
    recorded[generatorShare] = onStep(shared.generatorShare);
    recorded[updateSharedGenerator] = onSum(state.generator, shared.updateSharedGenerator);
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

const heldOutStep = 'held-out';
const updateDiscriminator = 'update-discriminator';
const updateGenerator = 'update-generator';
const updates: ReadonlySet<string> = new Set([updateDiscriminator, updateGenerator]);
const generatorPart = 'generator-part';
const updateSharedDiscriminator = 'update-shared-discriminator';
const updateSharedGenerator = 'update-shared-generator';
const generatorShare = 'generator-share';

/** Calls of the same functions by their names. */
export const recordedCalls = (
  call: (name: string, inputs: Readonly<Record<string, Tensor>>) => Promise<Float32Array>,
): StepCalls<StepFunctions> => ({
  step: (kind, inputs) => call(stepKindName(kind), namedInputs(inputs)),
  discriminatorPart: (kind, inputs) => call(discriminatorPartName(kind), namedInputs(inputs)),
  updateDiscriminator: (inputs) => call(updateDiscriminator, namedInputs(inputs)),
  generatorPart: (inputs) => call(generatorPart, namedInputs(inputs)),
  updateGenerator: (inputs) => call(updateGenerator, namedInputs(inputs)),
  heldOut: (inputs) => call(heldOutStep, namedInputs(inputs)),
});

/** Those of a shared step, run as the graphs of a program. */
export const sharedFunctions = (program: Program): SharedStepFunctions => ({
  discriminatorShare: (kind, inputs) => program.run(discriminatorShareName(kind), namedInputs(inputs)),
  updateSharedDiscriminator: (inputs) => program.run(updateSharedDiscriminator, namedInputs(inputs)),
  generatorShare: (inputs) => program.run(generatorShare, namedInputs(inputs)),
  updateSharedGenerator: (inputs) => program.run(updateSharedGenerator, namedInputs(inputs)),
});

/** How often one step, of the largest kind, calls each of its functions. */
export const callsOfStep = (config: RunConfig): ReadonlyMap<string, number> =>
  new Map(
    functionNames(config).map((name) => [
      name,
      config.microBatches > 1 && !updates.has(name) ? config.microBatches : 1,
    ]),
  );

/** The functions that one step is made of. */
export function functionNames(config: RunConfig, share?: Share): string[] {
  const [kind] = stepKinds(config);
  if (share !== undefined)
    return [discriminatorShareName(kind), updateSharedDiscriminator, generatorShare, updateSharedGenerator];
  return config.microBatches === 1
    ? [stepKindName(kind)]
    : [discriminatorPartName(kind), updateDiscriminator, generatorPart, updateGenerator];
}
