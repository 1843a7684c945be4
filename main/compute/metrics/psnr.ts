/** Peak signal-to-noise ratio of two pictures of bytes, in dB: 10·log₁₀(255² / MSE); infinite for equal ones. */
export function psnr(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return 10 * Math.log10((255 ** 2 * a.length) / sum);
}
