import { areaResize, type Luminance } from './luminance.ts';

/** 64-bit difference hash: whether each of 8×8 places is darker than its right neighbour; 16 hexadecimal digits. */
export function perceptualHash(picture: Luminance): string {
  const { data, width, height } = areaResize(picture, 9, 8);
  let hash = '';
  for (let y = 0; y < height; y++) {
    let byte = 0;
    for (let x = 0; x < width - 1; x++)
      byte = (byte << 1) | (data[y * width + x] < data[y * width + x + 1] ? 1 : 0);
    hash += byte.toString(16).padStart(2, '0');
  }
  return hash;
}

const signatureSide = 16;

/** The picture at 16×16, 256 bytes: tells whether two pictures with close hashes are alike. */
export function signature(picture: Luminance): Uint8Array<ArrayBuffer> {
  const { data } = areaResize(picture, signatureSide, signatureSide);
  return Uint8Array.from(data, Math.round);
}

/** Pearson correlation, −1 to 1; 0 when one of them is flat. */
export function signatureCorrelation(a: Uint8Array, b: Uint8Array): number {
  let sumA = 0;
  let sumB = 0;
  let sumAA = 0;
  let sumBB = 0;
  let sumAB = 0;
  for (let i = 0; i < a.length; i++) {
    sumA += a[i];
    sumB += b[i];
    sumAA += a[i] * a[i];
    sumBB += b[i] * b[i];
    sumAB += a[i] * b[i];
  }
  const n = a.length;
  const spread = Math.sqrt((n * sumAA - sumA * sumA) * (n * sumBB - sumB * sumB));
  return spread === 0 ? 0 : (n * sumAB - sumA * sumB) / spread;
}
