import { afterEach, expect, it, vi } from 'vitest';
import { TensorWatch } from './tensor-watch.ts';

afterEach(() => void vi.unstubAllEnvs());

function watched(counts: readonly number[], tell?: (leak: string) => void): void {
  let at = 0;
  const watch = new TensorWatch(() => counts[at], tell);
  for (at = 0; at < counts.length; at++) watch.afterTick(at * 80);
}

it('tells once of tensors that a tick left behind, and the training goes on', () => {
  const told: string[] = [];
  watched([100, 90, 90, 93, 96], (leak) => told.push(leak));
  expect(told).toEqual(['3 of 93 tensors were left behind by the tick up to 240 pictures']);
});

it('is an error in tests, a warning of the process for everybody else', () => {
  expect(process.env['FACELOOM_TENSOR_LEAKS']).toBe('fail');
  expect(() => watched([1, 2])).toThrow('1 of 2 tensors');
  vi.stubEnv('FACELOOM_TENSOR_LEAKS', undefined);
  const emitted = vi.spyOn(process, 'emitWarning').mockReturnValue();
  watched([1, 2]);
  expect(emitted).toHaveBeenCalledWith(expect.stringContaining('1 of 2 tensors'), 'TensorLeak');
  emitted.mockRestore();
});
