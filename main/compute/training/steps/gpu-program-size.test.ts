import { describe, expect, it } from 'vitest';
import { PresetId } from '../../../contract/presets.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import type { GpuProgram } from '../../../gpu/gpu-program.ts';
import { planConfig, presets } from '../../../presets/index.ts';
import { loadEngine } from '../../engines/index.ts';
import { everyDevice } from '../../testing/every-device.ts';
import { fullyRegularised, smallConfig } from '../../testing/small-runs.ts';
import { recordGpuSteps } from './gpu-steps.ts';

await loadEngine('wasm', 1);

/** Dispatches and copies of each function that changes the state. */
async function sizesOf(config: RunConfig): Promise<Record<string, number>> {
  const { functions } = await recordGpuSteps(config, everyDevice);
  return Object.fromEntries(
    Object.entries(functions)
      .filter(([name]) => !['held-out', 'draw', 'sum'].includes(name))
      .map(([name, { dispatches, copies }]) => [name, dispatches.length + copies.length]),
  );
}

const asPlanned = (preset: PresetId) => planConfig(presets[preset], { seed: 0, datasetChannels: 3 });

/** Dispatches that read from a buffer that they write to, which WebGPU refuses when they are handed in. */
function* clashes({ functions, shaders }: GpuProgram): Generator<string> {
  for (const [name, { dispatches }] of Object.entries(functions))
    for (const [i, { shader, buffers }] of dispatches.entries()) {
      const { code } = shaders[shader];
      const isWritten = (binding: number) =>
        new RegExp(`@binding\\(${binding}\\)\\s*var<storage,\\s*read_write>`).test(code);
      const nameOf = ({ kind, index }: (typeof buffers)[number]) => `${kind} ${index}`;
      const written = new Set(buffers.filter((_, binding) => isWritten(binding)).map(nameOf));
      const read = buffers.filter((_, binding) => !isWritten(binding)).map(nameOf);
      if (written.size === 0 || read.some((buffer) => written.has(buffer))) yield `${name} ${i}`;
    }
}

describe('the dispatches of a step', () => {
  it.each(PresetId.options)('never read from the buffer that they write to, for %s', async (preset) => {
    for (const microBatches of [1, 2]) {
      const config = smallConfig(preset, { ...fullyRegularised(preset), microBatches });
      expect([...clashes(await recordGpuSteps(config, everyDevice))]).toEqual([]);
    }
  });

  // A face network has 23 layers, and is asked three times.
  it.each<[PresetId, number, Partial<RunConfig>]>([
    ['standard-64', 500, { projectedWeight: 0 }],
    ['standard-64', 1000, {}],
    ['draft-32', 300, {}],
  ])('are few enough for %s: at most %i, with a penalty as well, and %o', async (preset, most, change) => {
    const sizes = await sizesOf({ ...asPlanned(preset), ...change });
    expect(Object.keys(sizes)).toEqual(['step-with-penalty', 'step']);
    for (const [name, size] of Object.entries(sizes)) expect(size, name).toBeLessThanOrEqual(most);
  });

  it('update a network at once, its sums of gradients as well', async () => {
    const config = smallConfig('standard-64', { microBatches: 2 });
    const sizes = await sizesOf(config);
    // Adam, the length of the gradient in three, clearing the sums, and for the generator its average.
    expect(sizes['update-discriminator']).toBeLessThanOrEqual(6);
    expect(sizes['update-generator']).toBeLessThanOrEqual(6);
  });
});
