import { expect, it } from 'vitest';
import type { StepMode } from '../../contract/engines.ts';
import type { PresetId } from '../../contract/presets.ts';
import { planConfig, presets } from '../../presets/index.ts';
import type { ComputeTask } from '../../protocol/messages.ts';
import { computeEnvironment, environmentFor } from './compute-environment.ts';

const config = (preset: PresetId, deterministic = false) =>
  planConfig(presets[preset], { seed: 1, datasetChannels: 1, deterministic });

it('turns XLA on where steps are compiled with it', () => {
  expect(computeEnvironment(0)).not.toHaveProperty('TF_XLA_FLAGS');
  const flags = (mode: StepMode) => computeEnvironment(0, { mode, config: config('draft-32') });
  expect(flags('graph+xla')).toHaveProperty('TF_XLA_FLAGS');
  expect(flags('graph')).not.toHaveProperty('TF_XLA_FLAGS');
});

it('gives a deterministic run two threads, whatever was asked for, and no XLA', () => {
  for (const threads of [0, 1, 7]) {
    const environment = computeEnvironment(threads, { mode: 'graph', config: config('draft-32', true) });
    expect(environment).toMatchObject({
      TF_NUM_INTRAOP_THREADS: '2',
      TF_NUM_INTEROP_THREADS: '2',
      TF_DETERMINISTIC_OPS: '1',
    });
    expect(environment).not.toHaveProperty('TF_XLA_FLAGS');
  }
});

it('gives others the threads that were asked for', () => {
  expect(computeEnvironment(3)).toMatchObject({ TF_NUM_INTRAOP_THREADS: '3', TF_NUM_INTEROP_THREADS: '3' });
});

it('keeps memory for work that takes it again and again, and not for a moment’s', () => {
  const keeps = (task: ComputeTask) => 'GLIBC_TUNABLES' in environmentFor(task);
  const base = { engine: 'auto', threads: 1 } as const;
  const evaluation = {
    ...base,
    type: 'evaluate',
    generatorFile: 'g',
    config: config('draft-32'),
    hasFaces: true,
    count: 100,
    seed: 1,
    judge: false,
  } as const;
  expect(keeps(evaluation)).toBe(true);
  expect(keeps({ ...base, type: 'probe' })).toBe(false);
});
