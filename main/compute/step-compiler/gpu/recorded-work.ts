import type { PackedUpdateAttributes } from '../../engines/packed-operations.ts';
import type { Broadcast } from './broadcast.ts';
import type { ElementwiseName } from './elementwise.ts';
import type { BufferUse, RecordedBuffer, RecordedDispatch } from './recording-device.ts';

/** What a recorded function asks for, in its order: dispatches of the package, and what is made into dispatches later. */
export type RecordedWork = RecordedDispatch | RecordedElementwise | RecordedUpdate | RecordedSquares;

/** An operation on each element by itself. The last of its buffers is what it makes. */
export interface RecordedElementwise {
  kind: 'elementwise';
  operation: ElementwiseName;
  buffers: readonly BufferUse[];
  /** How the elements of each operand are found. */
  broadcasts: readonly Broadcast[];
  numbers: readonly number[];
}

/**
 * An update of many tensors (`engines/packed-operations.ts`). Buffers: what is updated, what is read, the scalars, and then
 * what the updates make, which takes the place of what they were made from.
 */
export interface RecordedUpdate extends PackedUpdateAttributes {
  kind: 'update';
  buffers: readonly BufferUse[];
}

/** The sum of the squares of all but the last of its buffers, which is the sum. */
export interface RecordedSquares {
  kind: 'squares';
  buffers: readonly BufferUse[];
}

/** The lists of an update: those that change as they were and as they become, those that are only read, and the scalars. */
export function listsOf({ buffers, members, updates, reads }: RecordedUpdate): {
  before: RecordedBuffer[][];
  read: RecordedBuffer[][];
  scalars: RecordedBuffer[];
  after: RecordedBuffer[][];
} {
  const all = buffers.map(({ buffer }) => buffer);
  const made = all.length - updates * members;
  const list = (start: number, i: number) => all.slice(start + i * members, start + (i + 1) * members);
  const lists = (start: number, count: number) => Array.from({ length: count }, (_, i) => list(start, i));
  return {
    before: lists(0, updates),
    read: lists(updates * members, reads),
    scalars: all.slice((updates + reads) * members, made),
    after: lists(made, updates),
  };
}
