import { expect, it } from 'vitest';
import { planConfig, presets } from '../../presets/index.ts';
import { chooseMode } from './step-mode.ts';

it('leaves convolutions to TensorFlow where the processor has wide vectors, unless told otherwise', () => {
  const config = planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1 });
  const [has, hasNot] = [() => true, () => false];
  expect(chooseMode('auto', config, has)).toBe('graph');
  expect(chooseMode('auto', config, hasNot)).toBe('graph+xla');
  expect(chooseMode('graph+xla', config, has)).toBe('graph+xla');
  expect(chooseMode('eager', config, has)).toBe('eager');
  expect(chooseMode('auto', { ...config, deterministic: true }, hasNot)).toBe('graph');
});

it('makes no run wait for XLA where no engine is timed', () => {
  expect(process.env['FACELOOM_ENGINE_CHOICE'], 'as the tests are run').toBe('first');
  const config = planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1 });
  expect(chooseMode('auto', config)).toBe('graph');
  expect(chooseMode('graph+xla', config)).toBe('graph+xla');
});
