import type { VectorPoint } from '../../../../main/contract/latents/recipe.ts';
import { formatVector } from '../../../../main/contract/latents/vector-file.ts';

export type VectorFormat = 'csv' | 'json' | 'npy';

/** A vector as a file. JSON says whether the numbers are w, taken as they are; CSV and npy hold the numbers alone. */
export function writeVector(format: VectorFormat, vector: VectorPoint): Blob {
  const { values } = vector;
  switch (format) {
    case 'csv':
      return new Blob([`${values.join(',')}\n`], { type: 'text/csv' });
    case 'json':
      return new Blob([`${formatVector(vector)}\n`], { type: 'application/json' });
    case 'npy':
      return new Blob([npyHeader(values.length), littleEndian(values)], { type: 'application/octet-stream' });
  }
}

/** Version 1.0 of NumPy's format (NEP 1): a header of a multiple of 64 bytes, then the numbers. */
function npyHeader(count: number): Uint8Array<ArrayBuffer> {
  const intro = 10;
  const described = `{'descr': '<f4', 'fortran_order': False, 'shape': (1, ${count}), }`;
  const length = Math.ceil((intro + described.length + 1) / 64) * 64 - intro;
  const header = new Uint8Array(intro + length);
  header.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, length & 0xff, length >> 8]);
  header.set(new TextEncoder().encode(`${described.padEnd(length - 1)}\n`), intro);
  return header;
}

function littleEndian(values: readonly number[]): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, i) => {
    view.setFloat32(i * 4, value, true);
  });
  return view.buffer;
}
