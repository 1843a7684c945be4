/** A square picture in grey, values 0–255, row by row. */
export interface GreyPicture {
  side: number;
  values: Float32Array;
}

/** Constants of the article: a Gaussian window of 11 pixels, σ = 1.5; K₁ = 0.01, K₂ = 0.03, L = 255. */
export const windowSide = 11;
export const windowWeights = gaussian(windowSide, 1.5);
export const luminanceConstant = (0.01 * 255) ** 2;
export const contrastConstant = (0.03 * 255) ** 2;

/** Structural similarity (Wang et al. 2004, eq. 13), averaged over all places of the window; 1 = the same. */
export const ssim = (a: GreyPicture, b: GreyPicture): number => similarity(a, b).ssim;

/** SSIM, and its part without luminance (contrast times structure), which scales are compared by. */
export function similarity(a: GreyPicture, b: GreyPicture): { ssim: number; structure: number } {
  const { side } = a;
  const meanA = blur(a.values, side);
  const meanB = blur(b.values, side);
  const squareA = blur(product(a.values, a.values), side);
  const squareB = blur(product(b.values, b.values), side);
  const cross = blur(product(a.values, b.values), side);
  let ssimSum = 0;
  let structureSum = 0;
  for (let i = 0; i < meanA.length; i++) {
    const [ma, mb] = [meanA[i], meanB[i]];
    const variances = squareA[i] - ma * ma + squareB[i] - mb * mb;
    const structure = (2 * (cross[i] - ma * mb) + contrastConstant) / (variances + contrastConstant);
    structureSum += structure;
    ssimSum += (structure * (2 * ma * mb + luminanceConstant)) / (ma * ma + mb * mb + luminanceConstant);
  }
  return { ssim: ssimSum / meanA.length, structure: structureSum / meanA.length };
}

function gaussian(length: number, sigma: number): Float64Array {
  const weights = Float64Array.from({ length }, (_, i) =>
    Math.exp(-((i - (length - 1) / 2) ** 2) / (2 * sigma ** 2)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function product(a: Float32Array, b: Float32Array): Float64Array {
  const values = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) values[i] = a[i] * b[i];
  return values;
}

/** Weighted means where the window lies wholly inside: (side − 10)² values. */
function blur(values: Float32Array | Float64Array, side: number): Float64Array {
  const inner = side - windowSide + 1;
  const rows = new Float64Array(side * inner);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < inner; x++) {
      let sum = 0;
      for (let k = 0; k < windowSide; k++) sum += windowWeights[k] * values[y * side + x + k];
      rows[y * inner + x] = sum;
    }
  }
  const blurred = new Float64Array(inner * inner);
  for (let y = 0; y < inner; y++) {
    for (let x = 0; x < inner; x++) {
      let sum = 0;
      for (let k = 0; k < windowSide; k++) sum += windowWeights[k] * rows[(y + k) * inner + x];
      blurred[y * inner + x] = sum;
    }
  }
  return blurred;
}
