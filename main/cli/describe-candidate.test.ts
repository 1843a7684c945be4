import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { EngineCandidate } from '../contract/engines.ts';
import { describeCandidate, describeTraining, engineInUse } from './describe-candidate.ts';

const candidate = (change: Partial<EngineCandidate> = {}): EngineCandidate => ({
  ...{ engine: 'tensorflow', settings: 'onednn', title: 'TensorFlow with oneDNN', environment: {} },
  ...{ verdict: 'right', chosen: false },
  ...change,
});
const lines = (change: Partial<EngineCandidate>) =>
  describeCandidate(candidate(change)).map((line) => stripVTControlCharacters(line));

describe('a way of computing', () => {
  it('that is right says how exactly, and what it is used for', () => {
    expect(lines({ worstDeviation: 3.5e-6, chosen: true })).toEqual([
      '✓ TensorFlow with oneDNN: right, to 0.0004 % of exact results, draws and scores here',
    ]);
    const steps = {
      mode: 'graph+xla',
      worstDeviation: 2.7e-3,
      imagesPerSecond: 890.4,
      chosen: true,
    } as const;
    expect(lines(steps)).toEqual([
      '✓ TensorFlow with oneDNN, steps compiled by XLA: right, to 0.3 % of exact results, 890 images a second, used for this preset',
    ]);
  });

  it.each([
    ['wrong', 'computes wrongly here, so it is not used'],
    ['died', 'crashes here, so it is not used'],
    ['hung', 'hangs here, so it is not used'],
    ['unavailable', 'cannot be used here'],
  ] as const)('that is %s says so, and why', (verdict, words) => {
    expect(lines({ verdict, reason: 'A reason.' })).toEqual([
      `– TensorFlow with oneDNN: ${words}`,
      '    A reason.',
    ]);
  });

  it('of a card says which kernels its proof chose', () => {
    const kernelForms = { filter: 'wide-tiles', input: 'registers' } as const;
    expect(lines({ engine: 'webgpu', title: 'WebGPU', kernelForms })).toEqual([
      '✓ WebGPU: right',
      '    Kernels: gradients by the filter in tiles of 256 threads, gradients by the input in the registers of single threads.',
    ]);
  });

  it('says why it finds no faces, though it is right', () => {
    expect(lines({ facesReason: 'The face finder hung.' })).toEqual([
      '✓ TensorFlow with oneDNN: right',
      '    The face finder hung.',
    ]);
  });
});

describe('the line of the trainings', () => {
  it('names the engine that is right here, and not one that can only be loaded', () => {
    const known = [
      candidate({ verdict: 'wrong' }),
      candidate({ engine: 'wasm', settings: 'simd', chosen: true }),
    ];
    const engine = engineInUse(known, 'tensorflow');
    expect(engine).toBe('wasm');
    expect(describeTraining(known, engine)).toMatchObject({
      isFine: true,
      text: expect.stringMatching(/^uses WebAssembly; /),
    });
  });

  it('says that nothing was proved yet, and that nothing is right', () => {
    expect(describeTraining([candidate({ verdict: 'untried' })], 'tensorflow').text).toContain(
      'proved first',
    );
    expect(describeTraining([candidate({ verdict: 'died' })], 'tensorflow')).toMatchObject({ isFine: false });
  });
});
