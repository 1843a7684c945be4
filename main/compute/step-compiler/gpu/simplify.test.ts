import { expect, it } from 'vitest';
import type { RecordedElementwise } from './recorded-work.ts';
import { bufferUsage, RecordedBuffer } from './recording-device.ts';
import { simplify } from './simplify.ts';

const fillOf = (number: number): RecordedElementwise => ({
  kind: 'elementwise',
  operation: 'Fill',
  buffers: [{ buffer: new RecordedBuffer(16, bufferUsage.STORAGE, false), isWritten: true }],
  broadcasts: [],
  numbers: [number],
});

it('merges works with the same numbers, and no others', () => {
  const numbers = [0, -0, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const fills = [...numbers, ...numbers].map(fillOf);
  const outputs = fills.map(({ buffers: [{ buffer }] }) => buffer);
  const { works, resolve } = simplify(fills, outputs);
  expect(works.map((work) => (work.kind === 'elementwise' ? work.numbers[0] : work.kind))).toEqual(numbers);
  expect(outputs.map((buffer) => outputs.indexOf(resolve(buffer)))).toEqual([
    ...numbers.keys(),
    ...numbers.keys(),
  ]);
});
