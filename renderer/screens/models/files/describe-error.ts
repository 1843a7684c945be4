/** A difference of pixels of −1…1, in the 255 steps that people know: '0.2 of 255 grey levels'. */
export function describeError(maxError: number): string {
  const levels = 127.5 * maxError;
  if (levels === 0) return 'none';
  if (levels < 0.001) return 'less than a thousandth of a grey level';
  return `${levels.toFixed(levels < 0.1 ? 3 : 1)} of 255 grey levels`;
}
