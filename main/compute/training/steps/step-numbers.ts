import { type Tensor, type Tensor1D, tf } from '../../engines/tf.ts';

/** What the discriminator's update gives, and then the generator's: scalars that leave a step as one tensor. */
export const criticColumns = [
  'dLoss',
  'gLoss',
  'dReal',
  'dFake',
  'realLogit',
  'fakeLogit',
  'penalty',
] as const;
export const stepColumns = [...criticColumns, 'dGradient', 'gGradient'] as const;

export type StepNumbers = Record<(typeof stepColumns)[number], number>;
export type CriticNumbers = Record<(typeof criticColumns)[number], number>;

/** One tensor, so that one value is read back. */
export const stackColumns = <C extends string>(
  columns: readonly C[],
  scalars: Readonly<Record<C, Tensor>>,
): Tensor1D => tf.stack(columns.map((column) => scalars[column])) as Tensor1D;

export function readNumbers(stacked: Tensor): StepNumbers {
  const [dLoss, gLoss, dReal, dFake, realLogit, fakeLogit, penalty, dGradient, gGradient] =
    stacked.dataSync<'float32'>();
  return { dLoss, gLoss, dReal, dFake, realLogit, fakeLogit, penalty, dGradient, gGradient };
}

export function readCriticNumbers(stacked: Tensor): CriticNumbers {
  const [dLoss, gLoss, dReal, dFake, realLogit, fakeLogit, penalty] = stacked.dataSync<'float32'>();
  return { dLoss, gLoss, dReal, dFake, realLogit, fakeLogit, penalty };
}
