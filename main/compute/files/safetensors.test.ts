import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors.ts';
import { decodeSafetensors, encodeSafetensors, type NamedArray } from './safetensors.ts';

const arrays = fc
  .array(
    fc.record({
      name: fc
        .string({ minLength: 1, maxLength: 12 })
        .filter((name) => name !== '__metadata__' && name !== '__proto__'),
      shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }),
      seed: fc.nat(),
    }),
    { maxLength: 6 },
  )
  .map((entries) => {
    const tensors = new Map<string, NamedArray>();
    for (const { name, shape, seed } of entries) {
      const size = shape.reduce((product, side) => product * side, 1);
      tensors.set(name, { shape, values: Float32Array.from({ length: size }, (_, i) => Math.sin(seed + i)) });
    }
    return tensors;
  });

/** Object keys that look like integers come back in another order; names and values matter, order does not. */
const sorted = (tensors: ReadonlyMap<string, NamedArray>) =>
  [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));

describe('safetensors', () => {
  it('reads back what it wrote, from a Uint8Array and from a Buffer at any offset', () => {
    fc.assert(
      fc.property(arrays, fc.integer({ min: 0, max: 7 }), (tensors, offset) => {
        fc.pre([...tensors.keys()].every((name) => !/^\d+$/.test(name)));
        const file = encodeSafetensors(tensors);
        expect(sorted(decodeSafetensors(file, 'f'))).toEqual(sorted(tensors));
        const shifted = Buffer.concat([Buffer.alloc(offset), file]).subarray(offset);
        expect(sorted(decodeSafetensors(shifted, 'f'))).toEqual(sorted(tensors));
      }),
      { numRuns: 60 },
    );
  });

  const file = encodeSafetensors(
    new Map([['w', { shape: [2, 2], values: Float32Array.from([1, 2, 3, 4]) }]]),
  );

  it('refuses a file cut anywhere, or with bytes left over', () => {
    for (let length = 0; length < file.length; length++) {
      expect(() => decodeSafetensors(file.subarray(0, length), 'f')).toThrow(StudioError);
    }
    expect(() => decodeSafetensors(Buffer.concat([file, Buffer.alloc(4)]), 'f')).toThrow('left over');
  });

  it('never fails in another way, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 0, max: 255 }), (position, byte) => {
        const broken = Uint8Array.from(file);
        broken[position] = byte;
        try {
          decodeSafetensors(broken, 'f');
        } catch (error) {
          expect(error).toBeInstanceOf(StudioError);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('refuses a huge header, a negative range and another type before it allocates', () => {
    const huge = Uint8Array.from(file);
    new DataView(huge.buffer).setBigUint64(0, 2n ** 60n, true);
    expect(() => decodeSafetensors(huge, 'f')).toThrow('too long');
    const withHeader = (header: unknown) => {
      const json = new TextEncoder().encode(JSON.stringify(header));
      const whole = new Uint8Array(8 + json.length + 16);
      new DataView(whole.buffer).setBigUint64(0, BigInt(json.length), true);
      whole.set(json, 8);
      return whole;
    };
    const entry = { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] };
    expect(decodeSafetensors(withHeader({ w: entry }), 'f').get('w')?.shape).toEqual([2, 2]);
    for (const bad of [
      { ...entry, data_offsets: [-16, 0] },
      { ...entry, data_offsets: [4, 20] },
      { ...entry, shape: [1e9, 1e9] },
      { ...entry, dtype: 'F64' },
    ]) {
      expect(() => decodeSafetensors(withHeader({ w: bad }), 'f')).toThrow(StudioError);
    }
  });
});
