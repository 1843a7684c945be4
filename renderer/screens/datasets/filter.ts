import type { FindingKind } from '../../../main/contract/datasets/findings.ts';

/** Which pictures the grid shows. */
export type Filter = 'all' | 'used' | 'left-out' | 'held-out' | FindingKind;
