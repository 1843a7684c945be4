import { expect, test } from 'vitest';
import { writeVector } from './write-vector.ts';

const values = Array.from(Float32Array.from([0.1, -1.5, 3e-8, 12345.678]));

test('text holds every digit that single precision needs', async () => {
  const csv = await writeVector('csv', { values }).text();
  expect(csv.split(',').map(Number)).toEqual(values);
  expect(JSON.parse(await writeVector('json', { values }).text())).toEqual(values);
});

test('an npy file is as NumPy writes it', async () => {
  const bytes = new Uint8Array(await writeVector('npy', { values }).arrayBuffer());
  // numpy.save of np.array([[0.1, -1.5, 3e-8, 12345.678]], '<f4'): 128 bytes of header and 16 of numbers.
  expect(bytes.length).toBe(128 + 16);
  expect([...bytes.subarray(0, 10)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
  const header = new TextDecoder().decode(bytes.subarray(10, 128));
  expect(header.trimEnd()).toBe("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 4), }");
  expect(header.endsWith('\n')).toBe(true);
  expect([...new Float32Array(bytes.slice(128).buffer)]).toEqual(values);
});
