import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesField, doubleField, floatField, integerField, messageField, varint } from './write.ts';

/** Straight from the encoding's description, the other way round. */
function decodeVarint(bytes: Uint8Array): { value: bigint; length: number } {
  let value = 0n;
  for (const [i, byte] of bytes.entries()) {
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return { value, length: i + 1 };
  }
  throw new Error('cut off');
}

it('writes any integer of 64 bits', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      const bytes = varint(value);
      const decoded = decodeVarint(bytes);
      expect(BigInt.asIntN(64, decoded.value)).toBe(value);
      expect(decoded.length).toBe(bytes.length);
    }),
  );
});

it('writes the examples of the encoding’s description', () => {
  expect([...integerField(1, 150)]).toEqual([0x08, 0x96, 0x01]);
  expect([...bytesField(2, 'testing')]).toEqual([0x12, 0x07, ...Buffer.from('testing')]);
  expect([...messageField(3, [integerField(1, 150)])]).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
  expect([...integerField(1, -2)]).toEqual([0x08, 0xfe, ...new Array(8).fill(0xff), 0x01]);
  expect([...floatField(5, 1)]).toEqual([0x2d, 0, 0, 0x80, 0x3f]);
  expect([...doubleField(1, 1)]).toEqual([0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
  expect([...integerField(5, true)]).toEqual([0x28, 1]);
});
