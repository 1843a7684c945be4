import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../errors.ts';
import type { LatentSpace } from './space.ts';
import { formatVector, parseVectors } from './vector-file.ts';

const space: LatentSpace = { latentSize: 3, stages: [{ side: 4 }, { side: 8 }], mapping: 'normalise' };
const values = (content: string | Uint8Array) => parseVectors(content, space).map((point) => point.values);

/** As numpy.save writes it: the header is padded so that the numbers begin at a multiple of 64. */
function npy(descr: string, shape: string, numbers: Uint8Array, order = 'False', version = 1): Uint8Array {
  const fields = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
  const before = version === 1 ? 10 : 12;
  const header = `${fields.padEnd(Math.ceil((before + fields.length + 1) / 64) * 64 - before - 1)}\n`;
  const start = before + header.length;
  const file = new Uint8Array(start + numbers.length);
  file.set([0x93, ...new TextEncoder().encode('NUMPY'), version, 0]);
  const view = new DataView(file.buffer);
  if (version === 1) view.setUint16(8, header.length, true);
  else view.setUint32(8, header.length, true);
  file.set(new TextEncoder().encode(header), before);
  file.set(numbers, start);
  return file;
}

const floats = (...numbers: number[]) => new Uint8Array(Float32Array.from(numbers).buffer);
const doubles = (...numbers: number[]) => new Uint8Array(Float64Array.from(numbers).buffer);

describe('a vector file', () => {
  it.each<[string, string | Uint8Array, number[][]]>([
    ['CSV', '1,-2.5,3e-1\n', [[1, -2.5, 0.3]]],
    [
      'CSV with a heading, Windows line ends and a byte order mark',
      '\uFEFFz0,z1,z2\r\n1,2,3\r\n\r\n4,5,6',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [
      'semicolons, tabs and spaces',
      '1;2;3\n4\t5\t6\n 7  8 9 ',
      [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ],
    ],
    ['a JSON list', '[1, 2, 3]', [[1, 2, 3]]],
    [
      'a JSON list of lists',
      '[[1,2,3],[4,5,6]]',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    ['a latent for each stage', '[1,2,3,4,5,6]', [[1, 2, 3, 4, 5, 6]]],
    ['.npy of float32', npy('<f4', '(3,)', floats(1, 2.5, 3)), [[1, 2.5, 3]]],
    [
      '.npy of float64, two rows',
      npy('<f8', '(2, 3)', doubles(1, 2, 3, 4, 5, 6)),
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    ['.npy of version 2', npy('<f4', '(1, 3)', floats(1, 2, 3), 'False', 2), [[1, 2, 3]]],
  ])('is read as %s', (_, content, expected) => {
    expect(values(content)).toEqual(expected);
    const text = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    expect(values(text)).toEqual(expected);
  });

  it.each<[string, string | Uint8Array, RegExp]>([
    ['nothing', '  \n', /nothing in it/],
    ['a number too few', '1,2', /The vector has 2 numbers; this generator takes 3/],
    ['a second row too long', '1,2,3\n1,2,3,4', /Vector 2 has 4 numbers/],
    ['NaN', '1,NaN,3', /“NaN” as number 2/],
    ['infinity', '[1,2,1e999]', /“Infinity” as number 3/],
    ['more than float32 holds', '[1,2,1e300]', /number 3/],
    ['words', '1,two,3', /“two”/],
    ['nothing between two commas', '1,,3', /number 2/],
    ['null in JSON', '[1,null,3]', /“null” as number 2/],
    ['JSON that is cut off', '[1,2', /cannot be read/],
    ['JSON of something else', '{"a":1}', /not a list/],
    ['an empty JSON list', '[]', /no vector/],
    ['bytes', Uint8Array.of(0xff, 0xfe, 0x00), /neither text nor/],
    ['.npy that is cut off', npy('<f4', '(3,)', floats(1, 2)), /cut off/],
    ['.npy that ends in its header', npy('<f4', '(3,)', floats()).slice(0, 40), /ends in its header/],
    ['.npy of objects', npy('|O', '(3,)', floats(1, 2, 3)), /other numbers/],
    ['.npy of three dimensions', npy('<f4', '(1, 1, 3)', floats(1, 2, 3)), /3 dimensions/],
    ['.npy by columns', npy('<f4', '(1, 3)', floats(1, 2, 3), 'True'), /column/],
    ['.npy of endless empty rows', npy('<f4', '(900000000000, 0)', floats()), /no numbers/],
    ['.npy with NaN', npy('<f4', '(3,)', floats(1, Number.NaN, 3)), /“NaN” as number 2/],
  ])('with %s is refused with a next step', (_, content, message) => {
    expect(() => parseVectors(content, space)).toThrow(
      expect.objectContaining({
        code: 'INVALID_INPUT',
        message: expect.stringMatching(message),
        data: { next: expect.stringMatching(/\.$|\)$/) },
      }),
    );
  });
});

it('what is written is read again, to the last bit', () => {
  const vector = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(vector, fc.constantFrom('z' as const, 'w' as const), (numbers, of) => {
      const point = { kind: 'vector' as const, space: of, values: numbers };
      const [again] = parseVectors(formatVector(point), space);
      expect(again.space).toBe(of);
      again.values.forEach((value, i) => {
        expect(value === numbers[i]).toBe(true);
      });
    }),
  );
});

it('whatever is in a file, it is read or refused', () => {
  const whole = npy('<f4', '(2, 3)', floats(1, 2, 3, 4, 5, 6));
  const damaged = fc
    .tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), fc.nat(whole.length))
    .map(([at, byte, length]) => {
      const copy = whole.slice(0, length);
      if (at < copy.length) copy[at] = byte;
      return copy;
    });
  const text = fc.string({ unit: fc.constantFrom(...'[]{},;-.0123456789eE \n"nNa') });
  fc.assert(
    fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 }), text, fc.json()), (content) => {
      try {
        for (const point of parseVectors(content, space)) {
          expect([3, 6]).toContain(point.values.length);
          expect(point.values.every(Number.isFinite)).toBe(true);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(StudioError);
      }
    }),
    { numRuns: 1000 },
  );
});
