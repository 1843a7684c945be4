import { afterAll, describe, expect, it } from 'vitest';
import { openIdleCard } from '../engines/dawn.ts';
import { loadEngine } from '../engines/index.ts';
import { smallConfig } from '../testing/small-runs.ts';
import { recordGpuSteps } from '../training/steps/gpu-steps.ts';
import { callsOfStep } from '../training/steps/recorded-steps.ts';
import { scriptMsPerStep, zerosFor } from './script-cost.ts';

await loadEngine('wasm', 1);
const card = await openIdleCard();
afterAll(() => card?.close());

const config = smallConfig('draft-32');

describe.skipIf(card === undefined)('the JavaScript of a step (needs Dawn)', () => {
  it('costs at most three times what a bare loop over as many dispatches does: 6 µs each where that takes 2', async () => {
    if (card === undefined) throw new Error('there is no Dawn');
    const { device } = card;
    const program = await recordGpuSteps(config, { limits: card.limits, ...card.adapter });
    const [[name]] = callsOfStep(config);
    const count = program.functions[name].dispatches.length;
    expect(count).toBeGreaterThan(200);
    const started = await card.start(program);
    const inputs = zerosFor(program, name);

    const code =
      '@group(0) @binding(0) var<storage, read_write> x: array<f32>; @compute @workgroup_size(1) fn main() { x[0] = 1.0; }';
    const pipeline = await device.createComputePipelineAsync({
      layout: 'auto',
      compute: { module: device.createShaderModule({ code }), entryPoint: 'main' },
    });
    const buffer = device.createBuffer({ size: 256, usage: 0x80 });
    const entries = [{ binding: 0, resource: { buffer } }];
    const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    const bareLoop = () => {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      for (let i = 0; i < count; i++) {
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, group);
        pass.dispatchWorkgroups(1, 1, 1);
      }
      pass.end();
      device.queue.submit([encoder.finish()]);
    };

    // In turn, and the shortest of each: whatever else the machine does only makes some of them longer.
    const shortest = { step: Number.POSITIVE_INFINITY, bare: Number.POSITIVE_INFINITY };
    for (let i = 0; i < 60; i++) {
      const startMs = performance.now();
      const answer = started.run(name, inputs);
      const middleMs = performance.now();
      bareLoop();
      shortest.step = Math.min(shortest.step, middleMs - startMs);
      shortest.bare = Math.min(shortest.bare, performance.now() - middleMs);
      await answer;
    }
    started.dispose();
    expect(shortest.step / shortest.bare).toBeLessThan(3);
  });

  it('is measured for parts of a batch too, each as often as a step has it', async () => {
    const inParts = smallConfig('classic-mlp', { microBatches: 2 });
    expect(Object.fromEntries(callsOfStep(inParts))).toEqual({
      'discriminator-part-with-penalty': 2,
      'update-discriminator': 1,
      'generator-part': 2,
      'update-generator': 1,
    });
    expect(await scriptMsPerStep(inParts)).toBeGreaterThan(0);
  });
});
