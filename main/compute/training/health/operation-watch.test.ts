import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadEngine } from '../../engines/index.ts';
import { tf } from '../../engines/tf.ts';
import type { Operation } from '../../operations/operation.ts';
import { plantFault } from '../../testing/plant-fault.ts';
import { OperationWatch } from './operation-watch.ts';

const product: Operation = { kind: 'product', batch: 1, rows: 3, terms: 5, columns: 2 };
const convolution: Operation = {
  kind: 'convolution',
  batch: 2,
  sides: [6, 6],
  kernel: [3, 3],
  stride: 1,
  padding: 'same',
  from: 3,
  to: 6,
};
const second = 1000;

/** A watch over `operations`, and steps of a training on a clock that only moves when it is told to. */
function watched(operations: readonly Operation[], checkMs: () => number = () => 0) {
  let nowMs = 0;
  let [checks, checkedMs] = [0, 0];
  // Asked for once a check is due, and between its two looks at the clock.
  const recorded = () => {
    const cost = checkMs();
    nowMs += cost;
    checkedMs += cost;
    checks += 1;
    return [...operations];
  };
  const watch = new OperationWatch(recorded, nowMs, 0);
  return {
    step(nimg: number, stepMs: number) {
      nowMs += stepMs;
      return watch.afterStep(nimg, () => nowMs);
    },
    spent: () => ({ nowMs, checks, checkedMs }),
  };
}

beforeAll(async () => {
  await loadEngine('wasm', 1);
  await tf.setBackend('wasm');
});

describe('what checks cost', () => {
  it('stays below 0.2 % of the time, whatever a check or a step costs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 30 * second }),
        (costs, stepMs) => {
          let turn = 0;
          const training = watched([product], () => costs[turn++ % costs.length]);
          for (let step = 1; step <= 300; step++) {
            training.step(step, stepMs);
            const { nowMs, checkedMs } = training.spent();
            // The newest check is paid for by the training that comes after it.
            const newest = turn === 0 ? 0 : costs[(turn - 1) % costs.length];
            expect(checkedMs - newest).toBeLessThanOrEqual(0.002 * nowMs);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is spent: the first check comes after 20 seconds, and others whenever they are paid for', () => {
    const training = watched([product], () => 10);
    for (let at = 0; at < 19; at++) training.step(at, second);
    expect(training.spent().checks).toBe(0);
    training.step(19, second);
    expect(training.spent().checks).toBe(1);
    // 10 ms are 0.2 % of 5 s.
    for (let at = 0; at < 600; at++) training.step(20 + at, second);
    expect(training.spent().checks).toBeGreaterThanOrEqual(600 / 5 - 1);
  });
});

describe('an operation that becomes wrong', () => {
  let undo: () => void = () => undefined;
  afterEach(() => undo());

  it('is named, with when that very operation was last right', () => {
    const training = watched([convolution]);
    expect(training.step(100, 20 * second)).toBeUndefined();
    expect(training.step(200, 5 * second)).toBeUndefined();
    undo = plantFault('Conv2D', 'wasm', 'last-third');
    expect(training.step(300, 5 * second)).toMatchObject({
      operation: expect.stringContaining('convolution of 2 pictures of 6×6 pixels'),
      reason: expect.stringMatching(/is wrong, by \d+ %/),
      rightAtNimg: 200,
    });
  });

  it('is found among others, and what is right beside it does not make it right', () => {
    const training = watched([product, convolution]);
    undo = plantFault('Conv2D', 'wasm', 'one-in-ten-thousand');
    let nimg = 0;
    let wrong = training.step(nimg, 20 * second);
    // A check takes one operation by chance: of two, one is left out 60 times with a probability of 2⁻⁶⁰.
    for (; wrong === undefined && nimg < 60; nimg++) wrong = training.step(nimg, 5 * second);
    expect(wrong).toMatchObject({ operation: expect.stringMatching(/^convolution/), rightAtNimg: 0 });
  });

  it('is not looked for where nothing was recorded', () => {
    expect(watched([]).step(1, 60 * second)).toBeUndefined();
  });
});
