import { expect, it } from 'vitest';
import { Packs } from './packs.ts';
import { bufferUsage, RecordedBuffer } from './recording-device.ts';
import { squareDispatches } from './square-sum.ts';

it.each([65_535, 5])('has at most %i workgroups in a dispatch, and reads each element once', (most) => {
  const bufferOf = (elements: number) => new RecordedBuffer(4 * elements, bufferUsage.STORAGE, false);
  const buffers = [bufferOf(100_000), bufferOf(3), bufferOf(1)];
  const dispatches = squareDispatches(buffers, new Packs(2 ** 27), {
    maxComputeWorkgroupsPerDimension: most,
  });
  for (const { workgroups } of dispatches) expect(Math.max(...workgroups)).toBeLessThanOrEqual(most);
  let parts = 0;
  for (const [i, { uniform, workgroups, buffers: bound }] of dispatches.slice(0, -1).entries()) {
    const [count, start, perGroup] = new Uint32Array(uniform.buffer);
    expect(bound[0].buffer).toBe(buffers[i]);
    expect(count).toBe(buffers[i].size / 4);
    expect(start).toBe(parts);
    expect(workgroups[0] * perGroup).toBeGreaterThanOrEqual(count);
    parts += workgroups[0];
  }
  const last = dispatches.at(-1);
  expect(last?.workgroups).toEqual([1, 1, 1]);
  expect([...new Uint32Array(last?.uniform.buffer ?? new ArrayBuffer(0))].slice(0, 3)).toEqual([
    parts,
    0,
    parts,
  ]);
});
