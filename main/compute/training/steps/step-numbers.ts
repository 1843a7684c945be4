import type { StepColumn } from '../../../contract/runs/step-columns.ts';
import { type Tensor, type Tensor1D, tf } from '../../engines/tf.ts';

/** What the discriminator's update gives: scalars that leave a step as one tensor. */
export const discriminatorColumns = [
  'dLoss',
  'gLoss',
  'dReal',
  'dFake',
  'realLogit',
  'fakeLogit',
  'penalty',
] as const satisfies readonly StepColumn[];
export type DiscriminatorNumbers = Record<(typeof discriminatorColumns)[number], number>;

/** What both updates give. */
export const updateColumns = [
  ...discriminatorColumns,
  'dGradient',
  'gGradient',
] as const satisfies readonly StepColumn[];
export type UpdateNumbers = Record<(typeof updateColumns)[number], number>;

/** The scalars as one tensor, so that one value is read back. */
export const stackColumns = <C extends StepColumn>(
  columns: readonly C[],
  scalars: Readonly<Record<C, Tensor>>,
): Tensor1D => tf.stack(columns.map((column) => scalars[column])) as Tensor1D;

/** The numbers of a tensor that `stackColumns` made. */
export function readColumns<C extends StepColumn>(
  columns: readonly C[],
  values: Float32Array,
): Record<C, number> {
  return Object.fromEntries(columns.map((column, i) => [column, values[i]])) as Record<C, number>;
}
