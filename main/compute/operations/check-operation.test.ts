import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { tf } from '../engines/tf.ts';
import { enginesHere, useEngine } from '../testing/engines-here.ts';
import { type PlantedFault, plantFault } from '../testing/plant-fault.ts';
import { checkOperation } from './check-operation.ts';
import { describeDeviation } from './deviation.ts';
import type { Operation } from './operation.ts';

const thorough = { places: 60, filterPlaces: 20 };
const convolution: Operation = {
  kind: 'convolution',
  batch: 4,
  sides: [16, 16],
  kernel: [4, 4],
  stride: 2,
  padding: 'same',
  from: 24,
  to: 48,
};
const operations: readonly Operation[] = [
  convolution,
  { ...convolution, sides: [15, 9], kernel: [3, 5], stride: 1, from: 5 },
  { ...convolution, padding: 'valid', sides: [9, 9], kernel: [3, 3] },
  {
    kind: 'depthwise-convolution',
    batch: 2,
    sides: [9, 9],
    kernel: [3, 3],
    stride: 2,
    padding: 'same',
    channels: 7,
  },
  { kind: 'product', batch: 1, rows: 7, terms: 100, columns: 33 },
  { kind: 'product', batch: 3, rows: 7, terms: 10, columns: 5 },
  { kind: 'batch-norm', batch: 4, sides: [5, 7], channels: 6 },
  {
    kind: 'maximum-pooling',
    batch: 2,
    sides: [6, 6],
    kernel: [2, 2],
    stride: 2,
    padding: 'valid',
    channels: 5,
  },
  {
    kind: 'average-pooling',
    batch: 2,
    sides: [7, 7],
    kernel: [2, 2],
    stride: 2,
    padding: 'same',
    channels: 5,
  },
];

const engines = await enginesHere();

describe.each(engines)('on %s', (engine) => {
  beforeAll(() => useEngine(engine));

  it.each(operations)('$kind is right and leaves no tensor behind', (operation) => {
    const before = tf.memory().numTensors;
    const { worstShare, wrong } = checkOperation(operation, thorough);
    expect(wrong).toBeUndefined();
    expect(worstShare).toBeLessThan(1e-4);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a planted fault is found and named', () => {
  let undo: () => void = () => undefined;
  beforeAll(() => useEngine('wasm'));
  afterEach(() => undo());

  const faults: readonly [PlantedFault, RegExp][] = [
    ['last-third', /^its result is wrong, by \d+ %/],
    ['one-in-ten-thousand', /^its result is wrong, by/],
    ['not-a-number', /^its result is not a number/],
    // On wasm the gradient by the input is made of convolutions too.
    ['changing', /^its (result|gradient by the input) (is wrong|differs from call to call)/],
  ];
  it.each(faults)('%s of the elements of a convolution', (fault, said) => {
    undo = plantFault('Conv2D', 'wasm', fault);
    const { wrong } = checkOperation(
      { ...convolution, batch: 8, sides: [32, 32] },
      { places: 40, filterPlaces: 0 },
    );
    expect(wrong && describeDeviation(wrong)).toMatch(said);
  });

  it('the last third of the channels of a gradient', () => {
    undo = plantFault('Conv2DBackpropInput', 'wasm', 'last-third');
    const { wrong } = checkOperation(convolution, thorough);
    expect(wrong && describeDeviation(wrong)).toMatch(/^its gradient by the input is wrong, by/);
  });

  it('one in ten thousand elements of a gradient by the filter', () => {
    undo = plantFault('Conv2DBackpropFilter', 'wasm', 'one-in-ten-thousand');
    const { wrong } = checkOperation(convolution, thorough);
    expect(wrong && describeDeviation(wrong)).toMatch(/^its gradient by the filter is wrong/);
  });
});
