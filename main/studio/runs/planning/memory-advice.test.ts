import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../contract/errors.ts';
import { planConfig, presets } from '../../../presets/index.ts';
import { withFittingBatch } from './memory-advice.ts';

const outOfMemory = new StudioError('MEMORY_SHORT', 'The memory of the graphics card does not suffice.', {
  next: 'Start a run with a smaller batch.',
  subject: 'OOM when allocating tensor',
});
const configOf = (preset: keyof typeof presets, batchSize: number) =>
  planConfig(presets[preset], { seed: 0, datasetChannels: 3, batchSize });

describe('after a step that did not fit into memory', () => {
  it('micro-batches are offered where the networks allow parts', () => {
    const { code, message, data } = withFittingBatch(outOfMemory, configOf('standard-64', 64));
    expect({ code, message, subject: data.subject }).toEqual({
      code: 'MEMORY_SHORT',
      message: outOfMemory.message,
      subject: 'OOM when allocating tensor',
    });
    const [, parts, pictures] = /with (\d+) micro-batches, parts of (\d+) pictures/.exec(data.next) ?? [];
    expect(Number(parts) * Number(pictures)).toBe(64);
    expect(Number(pictures)).toBeLessThan(64);
  });

  it('a smaller batch is named where they need whole ones', () => {
    const { data } = withFittingBatch(outOfMemory, configOf('classic-dcgan', 128));
    expect(Number(/a batch of (\d+) pictures/.exec(data.next)?.[1])).toBeLessThan(128);
    expect(data.next).not.toContain('micro-batches');
  });

  it('nothing is promised where the batch cannot be smaller', () => {
    expect(withFittingBatch(outOfMemory, configOf('standard-64', 2))).toBe(outOfMemory);
  });

  it('other errors stay as they are', () => {
    const other = new StudioError('COMPUTE_CRASHED', 'It crashed.', { next: 'Resume it.' });
    expect(withFittingBatch(other, configOf('standard-64', 64))).toBe(other);
  });
});
