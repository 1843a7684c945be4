import type { SweepAxis } from '../../../../main/contract/runs/run-group.ts';
import { StartSweepInput } from '../../../../main/contract/runs/sweeps.ts';

/** What is offered at first. */
export const sweepExamples: Record<SweepAxis, string> = {
  gamma: '0.25, 0.5, 1, 2, 4',
  'learning-rate': '0.5, 1, 2',
  seed: '1, 2, 3',
};

/** Numbers with commas or spaces between them; NaN for text that is not a number. */
export const readValues = (text: string): number[] =>
  text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(Number);

/** Why a sweep cannot be made of the values; undefined when it can. */
export function sweepProblem(axis: SweepAxis, text: string): string | undefined {
  const values = readValues(text);
  if (values.some((value) => !Number.isFinite(value))) return 'Numbers with commas between them';
  if (axis === 'seed' && values.some((value) => !Number.isInteger(value))) return 'Seeds are whole numbers';
  if (new Set(values).size < values.length) return 'Each value once';
  return StartSweepInput.shape.values.safeParse(values).success
    ? undefined
    : 'From 2 to 16 values, 0 or above';
}
