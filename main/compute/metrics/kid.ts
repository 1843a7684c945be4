import type { Features } from './features.ts';
import { productRows } from './products.ts';

/**
 * Kernel inception distance (Bińkowski et al. 2018, eq. 4): the unbiased estimate of the squared maximum mean discrepancy
 * with the kernel (a·b/d + 1)³. Around 0 for two samples of one distribution, so it can be slightly negative.
 */
export function kid(reals: Features, fakes: Features): number {
  return (
    meanKernel(reals, reals, true) + meanKernel(fakes, fakes, true) - 2 * meanKernel(reals, fakes, false)
  );
}

/** Mean over all pairs; within one set, over pairs of different rows. */
function meanKernel(a: Features, b: Features, isOneSet: boolean): number {
  let sum = 0;
  let row = 0;
  for (const products of productRows(a, b)) {
    for (let j = 0; j < products.length; j++) {
      if (isOneSet && j === row) continue;
      // Multiplied out: the power is a call for each pair.
      const root = products[j] / a.size + 1;
      sum += root * root * root;
    }
    row += 1;
  }
  return sum / (a.count * (isOneSet ? b.count - 1 : b.count));
}
