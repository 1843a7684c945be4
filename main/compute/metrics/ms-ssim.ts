import { type GreyPicture, similarity, windowSide } from './ssim.ts';

/**
 * Multi-scale SSIM (Wang et al. 2003, eq. 7). Five scales need 176 pixels; smaller pictures have as many as the window
 * fits into (32 pixels: 2, 64: 3, 128: 4), with exponents that add up to 1 again.
 */
export function msSsim(a: GreyPicture, b: GreyPicture): number {
  const used = exponents.slice(0, scaleCount(a.side));
  const sum = used.reduce((total, exponent) => total + exponent, 0);
  let [left, right] = [a, b];
  let result = 1;
  for (const [scale, exponent] of used.entries()) {
    const { ssim, structure } = similarity(left, right);
    // Opposite structures would make the product complex.
    const part = Math.max(0, scale === used.length - 1 ? ssim : structure);
    result *= part ** (exponent / sum);
    [left, right] = [halved(left), halved(right)];
  }
  return result;
}

/** Exponents of the scales, finest first (Wang et al. 2003, §3.2). */
const exponents = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];

export const scaleCount = (side: number): number =>
  Math.min(exponents.length, 1 + Math.floor(Math.log2(side / windowSide)));

/** Each pixel the mean of four. */
function halved({ side, values }: GreyPicture): GreyPicture {
  const half = Math.floor(side / 2);
  const smaller = new Float32Array(half * half);
  for (let y = 0; y < half; y++) {
    for (let x = 0; x < half; x++) {
      const at = 2 * y * side + 2 * x;
      smaller[y * half + x] = (values[at] + values[at + 1] + values[at + side] + values[at + side + 1]) / 4;
    }
  }
  return { side: half, values: smaller };
}
