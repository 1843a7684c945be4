import type { Dispatch } from './gpu-program.ts';

/**
 * Deals dispatches out to submits, in their order. Systems take a card for one that hangs while a single submit keeps it busy:
 * Windows resets it after two seconds. A dispatch that costs more than `most` by itself gets a submit of its own.
 */
export function inSubmits<D extends Cost>(dispatches: readonly D[], most = mostOperations): D[][] {
  const submits: D[][] = [];
  let left = 0;
  for (const dispatch of dispatches) {
    const cost = costOf(dispatch);
    const last = submits.at(-1);
    if (last === undefined || cost > left) {
      submits.push([dispatch]);
      left = most - cost;
    } else {
      last.push(dispatch);
      left -= cost;
    }
  }
  return submits;
}

type Cost = Pick<Dispatch, 'operations' | 'buffers'>;

/** Floating-point operations that take as long, about: cards make four or more while they move a byte. */
const costOf = ({ operations, buffers }: Cost): number =>
  Math.max(operations, operationsPerByte * buffers.reduce((sum, { bytes }) => sum + bytes, 0));

const operationsPerByte = 4;

/**
 * Of a submit: 0.9 s for a card that makes 10 GFLOP/s of what it could, as an old integrated one may. A submit costs some 50 µs,
 * and a card of 10 TFLOP/s is busy with it for about a millisecond.
 */
const mostOperations = 2 ** 33;
