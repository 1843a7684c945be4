import type { CardLimits } from './card.ts';
import type { GpuProgram } from './gpu-program.ts';

/**
 * Bytes that the buffers of a program take on a card, all its life; the driver has some besides. While the state is read, it is
 * there a second time, in pieces as large as those of `kept`, in memory that the processor reads.
 */
export const cardBytes = ({ scratch, kept, constants, inputs, uniforms }: GpuProgram): number =>
  [
    ...scratch,
    ...kept,
    ...constants.map(({ length }) => length),
    ...inputs.map(({ bytes }) => bytes),
    uniforms.length,
  ].reduce((sum, bytes) => sum + bytes, 0);

/** The largest piece of a program that a card cannot hold or bind, and what it can; undefined where all fit. */
export function tooLarge(
  { scratch, kept, constants, inputs, functions }: GpuProgram,
  limits: Pick<CardLimits, 'maxBufferSize' | 'maxStorageBufferBindingSize'>,
): { bytes: number; limit: number } | undefined {
  const held = [
    ...scratch,
    ...kept,
    ...constants.map(({ length }) => length),
    ...inputs.map((each) => each.bytes),
  ];
  const bound = Object.values(functions).flatMap(({ dispatches }) =>
    dispatches.flatMap(({ buffers }) => buffers.map(({ bytes }) => bytes)),
  );
  return [
    { bytes: largest(bound), limit: limits.maxStorageBufferBindingSize },
    { bytes: largest(held), limit: limits.maxBufferSize },
  ].find(({ bytes, limit }) => bytes > limit);
}

const largest = (sizes: readonly number[]): number => sizes.reduce((most, bytes) => Math.max(most, bytes), 0);
