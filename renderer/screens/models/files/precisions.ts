import type { WeightPrecision } from '../../../../main/contract/models/model-files.ts';

/** What people are told of each precision. */
export const precisions: Readonly<Record<WeightPrecision, { label: string; hint: string }>> = {
  fp32: { label: '32 bits', hint: 'As they were trained: the files draw the same faces.' },
  fp16: { label: '16 bits', hint: 'Half the size. The faces differ by less than can be seen.' },
  int8: { label: '8 bits', hint: 'A quarter of the size. The faces may differ visibly: compare them.' },
};
