import type { UpdateRule } from '../../engines/packed-operations.ts';

export interface PackedRule {
  /** Names of the lists that change, of those that are only read, of the scalars and of the numbers, in their order. */
  updates: readonly string[];
  reads: readonly string[];
  scalars: readonly string[];
  numbers: readonly string[];
  /** WGSL for element i, with a name for each. */
  code: string;
}

/** How packed tensors are updated, element by element, rounded as the same operations one by one. */
export const packedRules: Readonly<Record<UpdateRule, PackedRule>> = {
  // Kingma & Ba 2015, algorithm 1; see `updateAdam`.
  adam: {
    updates: ['weight', 'first', 'second'],
    reads: ['gradient'],
    scalars: ['stepSize'],
    numbers: ['firstShare', 'secondShare', 'epsilon'],
    code: `
      let g = gradient[i];
      let m = first[i] + (g - first[i]) * firstShare;
      let v = second[i] + (g * g - second[i]) * secondShare;
      first[i] = m;
      second[i] = v;
      weight[i] = weight[i] - (m * stepSize) / (sqrt(v) + epsilon);`,
  },
  average: {
    updates: ['average'],
    reads: ['weight'],
    scalars: ['decay'],
    numbers: [],
    code: 'average[i] = weight[i] + (average[i] - weight[i]) * decay;',
  },
  add: {
    updates: ['total'],
    reads: ['gradient'],
    scalars: [],
    numbers: ['parts'],
    code: 'total[i] = total[i] + gradient[i] / parts;',
  },
  clear: { updates: ['total'], reads: [], scalars: [], numbers: [], code: 'total[i] = 0.0;' },
};
