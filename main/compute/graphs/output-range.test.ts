import { beforeAll, expect, it } from 'vitest';
import type { GraphNode } from '../../contract/models/network-graph.ts';
import { loadEngine } from '../engines/index.ts';
import { tf } from '../engines/tf.ts';
import { exactWeight, type Network } from './network.ts';
import { outputRange } from './output-range.ts';
import { runGraph } from './run-graph.ts';

beforeAll(() => loadEngine('wasm', 0));

const channels = 2;
const vector = (...values: number[]) => exactWeight([channels], new Float32Array(values));

/** Nodes after each other; a scale and shift is of one channel 2x + 1 and of the other 3x − 1. */
function networkOf(...ops: Omit<GraphNode, 'name' | 'inputs'>[]): Network {
  const nodes = ops.map(
    (op, i) => ({ ...op, name: `n${i}`, inputs: [i === 0 ? 'input' : `n${i - 1}`] }) as GraphNode,
  );
  const weights = nodes.flatMap(({ op, name }): [string, ReturnType<typeof vector>][] =>
    op === 'affine'
      ? [
          [`${name}.scale`, vector(2, 3)],
          [`${name}.shift`, vector(1, -1)],
        ]
      : [],
  );
  return { graph: { inputShape: [channels], nodes }, weights: new Map(weights) };
}

const cases: [string, Network, readonly [number, number]][] = [
  ['tanh', networkOf({ op: 'tanh' }), [-1, 1]],
  ['sigmoid', networkOf({ op: 'sigmoid' }), [0, 1]],
  ['relu', networkOf({ op: 'relu' }), [0, Number.POSITIVE_INFINITY]],
  ['softplus', networkOf({ op: 'softplus' }), [0, Number.POSITIVE_INFINITY]],
  ['elu', networkOf({ op: 'elu' }), [-1, Number.POSITIVE_INFINITY]],
  ['a scale after tanh, of all channels', networkOf({ op: 'tanh' }, { op: 'affine' }), [-4, 3]],
  ['relu of that', networkOf({ op: 'tanh' }, { op: 'affine' }, { op: 'relu' }), [0, 3]],
  ['a scale alone', networkOf({ op: 'affine' }), [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]],
];

it.each(cases)('%s lies in its range', (_, network, range) => {
  expect(outputRange(network)).toEqual(range);
});

it.each(cases)('%s never goes beyond it', (_, network, [low, high]) => {
  const input = tf.mul(tf.randomNormal([200, channels], 0, 1, 'float32', 1), [[1, 100]]);
  const weights = new Map(
    [...network.weights].map(([name, { values, shape }]) => [name, tf.tensor(values, [...shape])]),
  );
  const made = runGraph(network.graph, weights, input).dataSync();
  expect(Math.min(...made)).toBeGreaterThanOrEqual(low - 1e-6);
  expect(Math.max(...made)).toBeLessThanOrEqual(high + 1e-6);
});
