import { expect, it } from 'vitest';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import { loadEngine } from '../engines/index.ts';
import { everyDevice } from '../testing/every-device.ts';
import { smallConfig } from '../testing/small-runs.ts';
import { type GradientLayer, gradientLayers } from './gradient-layers.ts';

await loadEngine('wasm', 1);

const small = (more: Partial<RunConfig>) => smallConfig('draft-32', { r1Gamma: 1, ...more });
const countsOf = (layers: readonly GradientLayer[]) =>
  new Map(layers.map(({ call, perStep }) => [JSON.stringify(call), perStep]));

it('counts gradients as often as steps take them, those of a penalty in some steps only', async () => {
  const always = await gradientLayers(small({ r1IntervalSteps: 1 }), everyDevice);
  const never = await gradientLayers(small({ r1Gamma: 0, r1IntervalSteps: 1 }), everyDevice);
  const everyFourth = await gradientLayers(small({ r1IntervalSteps: 4 }), everyDevice);
  const [withPenalty, without] = [countsOf(always), countsOf(never)];
  expect([...withPenalty].some(([layer, count]) => count > (without.get(layer) ?? 0))).toBe(true);
  for (const { call, perStep } of everyFourth) {
    const layer = JSON.stringify(call);
    expect(perStep, layer).toBe(((withPenalty.get(layer) ?? 0) + 3 * (without.get(layer) ?? 0)) / 4);
  }
  expect(new Set(everyFourth.map(({ call }) => call.gradient))).toEqual(new Set(['filter', 'input']));
});
