import { expect, test } from 'vitest';
import type { VectorPoint } from '../../../../main/contract/latents/recipe.ts';
import { parseVectors } from '../../../../main/contract/latents/vector-file.ts';
import { type VectorFormat, writeVector } from './write-vector.ts';

const values = Array.from(Float32Array.from([0.1, -1.5, 3e-8, 12345.678]));
const vector: VectorPoint = { kind: 'vector', values, space: 'z' };

test.each<VectorFormat>(['csv', 'json', 'npy'])('%s is read back to the last bit', async (format) => {
  const bytes = await writeVector(format, vector).bytes();
  const space = { latentSize: values.length, stages: [{}], mapping: 'none' } as const;
  expect(parseVectors(bytes, { ...space, stages: [...space.stages] })).toEqual([vector]);
});

test('an npy file is as NumPy writes it', async () => {
  const bytes = await writeVector('npy', vector).bytes();
  // numpy.save of np.array([[0.1, -1.5, 3e-8, 12345.678]], '<f4'): 128 bytes of header and 16 of numbers.
  expect(bytes.length).toBe(128 + 16);
  expect([...bytes.subarray(0, 10)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
  const header = new TextDecoder().decode(bytes.subarray(10, 128));
  expect(header.trimEnd()).toBe("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 4), }");
  expect(header.endsWith('\n')).toBe(true);
  expect([...new Float32Array(bytes.slice(128).buffer)]).toEqual(values);
});
