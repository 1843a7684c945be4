import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PresetId } from '../../../contract/presets.ts';
import { smallConfig } from '../../testing/small-runs.ts';
import { stepKindAt, stepKindName, stepKinds, stepPhases } from './step-phases.ts';

const config = smallConfig('draft-32', {
  r1Gamma: 1,
  r2Gamma: 0,
  r1IntervalSteps: 3,
  discriminatorSteps: 2,
  gradientPenalty: 0,
  leCamWeight: 0,
  reconstructionWeight: 0,
});

it('takes lazy penalties and updates of the generator at their intervals', () => {
  const steps = Array.from({ length: 6 }, (_, step) => [...stepKindAt(config, step)]);
  expect(steps).toEqual([
    ['discriminator', 'r1'],
    ['discriminator', 'generator'],
    ['discriminator'],
    ['discriminator', 'r1', 'generator'],
    ['discriminator'],
    ['discriminator', 'generator'],
  ]);
});

it('has only those phases that the run asks for', () => {
  const asks = { r2Gamma: 1, gradientPenalty: 10, leCamWeight: 1, reconstructionWeight: 1 };
  const residual = smallConfig('high-128', asks);
  expect([...stepKindAt(residual, 0)]).toEqual(
    expect.arrayContaining(['r2', 'slope', 'leCam', 'reconstruction']),
  );
  // Dense networks have no decoder.
  expect(stepKindAt(smallConfig('classic-mlp', asks), 0).has('reconstruction')).toBe(false);
  expect(stepKindAt({ ...residual, r1Gamma: 0, r2Gamma: 0 }, 0)).not.toContain('r1');
});

it.each(PresetId.options)('gives each kind of step of %s a name of its own', (preset) => {
  const kinds = stepKinds(smallConfig(preset)).map((kind) => [...kind].join());
  expect(new Set(kinds).size).toBe(kinds.length);
  const all = Array.from({ length: 40 }, (_, step) => stepKindAt(smallConfig(preset), step));
  const byName = Map.groupBy(all, stepKindName);
  for (const same of byName.values()) expect(new Set(same.map((kind) => [...kind].join())).size).toBe(1);
  expect([...byName.keys()].sort()).toEqual(stepKinds(smallConfig(preset)).map(stepKindName).sort());
});

it('stands in the README, phase by phase and in order', () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(rows).toEqual(Object.keys(stepPhases));
});
