import { type Tensor, tf } from './tf.ts';

/**
 * Operations on many tensors at once, for backends that keep such tensors side by side and pass over all of them in one
 * dispatch: a network has forty weights, and an update of each by itself takes a dozen operations.
 */
export const hasPackedOperations = (): boolean => tf.getKernel(packedUpdate, tf.getBackend()) !== undefined;

/** The names of the kernels. */
export const packedUpdate = 'PackedUpdate';
export const sumOfSquaresKernel = 'SumOfSquares';

/** What an update does; the formula of each is in `step-compiler/gpu/packed-rules.ts`. */
export type UpdateRule = 'adam' | 'average' | 'add' | 'clear';

export interface PackedUpdate {
  rule: UpdateRule;
  /** Lists of tensors that change, in the order of the rule; the i-th of each list have the same size. */
  updates: readonly (readonly Tensor[])[];
  /** Lists of tensors that the change is computed from. */
  reads?: readonly (readonly Tensor[])[];
  /** Numbers that differ from call to call. */
  scalars?: readonly Tensor[];
  /** Numbers that never change. */
  numbers?: readonly number[];
}

/** What the kernel is told beside its tensors, which are those of all lists, one list behind the other. */
export interface PackedUpdateAttributes {
  rule: UpdateRule;
  /** How many tensors a list has. */
  members: number;
  updates: number;
  reads: number;
  numbers: readonly number[];
}

/** Gives the new tensors of each list in `updates`. Only where `hasPackedOperations`. */
export function runPackedUpdate(update: PackedUpdate): Tensor[][] {
  const { rule, updates, reads = [], scalars = [], numbers = [] } = update;
  const members = updates[0].length;
  const inputs = [...updates.flat(), ...reads.flat(), ...scalars];
  const attributes = { rule, members, updates: updates.length, reads: reads.length, numbers };
  const made: Tensor[] = tf
    .engine()
    .runKernel(packedUpdate, inputs as unknown as KernelInputs, attributes as unknown as KernelAttributes);
  return updates.map((_, i) => made.slice(i * members, (i + 1) * members));
}

type KernelInputs = Parameters<ReturnType<typeof tf.engine>['runKernel']>[1];
type KernelAttributes = Parameters<ReturnType<typeof tf.engine>['runKernel']>[2];

/** Σ x² over all tensors, as a scalar. */
export const sumOfSquares = (tensors: readonly Tensor[]): Tensor =>
  hasPackedOperations()
    ? tf.engine().runKernel(sumOfSquaresKernel, [...tensors] as unknown as KernelInputs)
    : tf.addN(tensors.map((tensor) => tf.sum(tf.square(tensor))));
