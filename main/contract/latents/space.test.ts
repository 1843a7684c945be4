import { expect, it } from 'vitest';
import type { GraphNode } from '../models/network-graph.ts';
import { latentSpaceOf } from './space.ts';

const config = { latentSize: 8, generatorWidths: [16, 8, 4] };

it('stages double their side, where each takes a latent', () => {
  expect(latentSpaceOf({ ...config, architecture: 'residual' })).toEqual({
    latentSize: 8,
    stages: [{ side: 4 }, { side: 8 }, { side: 16 }],
    mapping: 'normalise',
  });
});

it('classics and imported generators say why they cannot be mixed', () => {
  for (const architecture of ['mlp', 'classic-dcgan', 'imported'] as const) {
    const space = latentSpaceOf({ ...config, architecture });
    expect(space).toMatchObject({ stages: [{}], mapping: 'none', whyNoMixing: expect.stringMatching(/\.$/) });
    expect(space.whyNoTruncation).toBeUndefined();
  }
});

it('an imported generator that takes the length of latents away cannot be truncated', () => {
  const spaceOf = (nodes: GraphNode[]) =>
    latentSpaceOf({
      ...config,
      architecture: 'imported',
      imported: { graph: { inputShape: [8], nodes }, weightShapes: {} },
    });
  const dense = { op: 'dense', name: 'base', inputs: ['unit'] } as const;
  const unit = { op: 'normalise', name: 'unit', inputs: ['input'], epsilon: 1e-8 } as const;
  const style = { op: 'dense', name: 'style', inputs: ['input'] } as const;
  expect(
    spaceOf([
      { ...unit, inputs: ['input'] },
      { ...dense, inputs: ['unit'] },
    ]).whyNoTruncation,
  ).toMatch(/length/);
  expect(
    spaceOf([
      { ...unit, inputs: ['input'] },
      { ...dense, inputs: ['unit'] },
      { ...style, inputs: ['input'] },
    ]).whyNoTruncation,
  ).toBeUndefined();
});
