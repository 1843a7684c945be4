import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadEngine } from '../engines/index.ts';
import { tf } from '../engines/tf.ts';
import { plantFault, plantRounding } from '../testing/plant-fault.ts';
import { smallConfig } from '../testing/small-runs.ts';
import { eagerSteps } from '../training/steps/step-runner.ts';
import { compareSteps } from './compare-steps.ts';
import { firstSteps, proofConfig, type StepOutcome } from './first-steps.ts';

const config = smallConfig('draft-32');
const kernels = ['Conv2D', 'BatchMatMul', '_FusedMatMul'];
let exact: Map<string, StepOutcome>;
let rounded: Map<string, StepOutcome>;
let broken: Map<string, StepOutcome>;

const steps = () => firstSteps(proofConfig(config), async (state) => eagerSteps(state));

beforeAll(async () => {
  await loadEngine('wasm', 1);
  exact = await steps();
  const undo = kernels.map((kernel) => plantRounding(kernel, 'wasm', 10));
  rounded = await steps();
  undo.push(plantFault('Conv2D', 'wasm', 'last-third'));
  broken = await steps();
  for (const each of undo.reverse()) each();
});
afterAll(() => tf.disposeVariables());

it('a step with factors of 10 bits is right where a card rounds', () => {
  expect(compareSteps(config, rounded, exact, 'tf32').wrong).toBeUndefined();
});

it('the same step is wrong where exact float32 is expected', () => {
  expect(compareSteps(config, rounded, exact, 'float32').wrong).toBeDefined();
});

it('a step that halves a third of the channels is wrong, on a card too', () => {
  expect(compareSteps(config, broken, exact, 'tf32').wrong).toBeDefined();
});
