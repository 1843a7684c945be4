import { type GraphNode, graphInput } from '../../contract/models/network-graph.ts';
import { type Network, partOf } from './network.ts';

/** From the least to the greatest value. */
export type ValueRange = readonly [number, number];

const unbounded: ValueRange = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
/** The least value of GELU, at x = −0.7518. */
const leastGelu = -0.17;

/** What the output of a network cannot go beyond, whatever its input: bounds follow from activations and what comes after them. */
export function outputRange({ graph, weights }: Network): ValueRange {
  const ranges = new Map<string, ValueRange>([[graphInput, unbounded]]);
  let last = unbounded;
  for (const node of graph.nodes) {
    last = rangeOf(
      node,
      node.inputs.map((input) => ranges.get(input) ?? unbounded),
      weights,
    );
    ranges.set(node.name, last);
  }
  return last;
}

function rangeOf(node: GraphNode, inputs: readonly ValueRange[], weights: Network['weights']): ValueRange {
  const [x] = inputs;
  const through = (increasing: (value: number) => number): ValueRange => [increasing(x[0]), increasing(x[1])];
  switch (node.op) {
    case 'dense':
    case 'conv':
    case 'conv-transpose':
    case 'batch-norm':
    case 'normalise':
      return unbounded;
    case 'minibatch-deviation':
      return [0, unbounded[1]];
    case 'affine':
      return affine(x, partOf(weights, node, 'scale')?.values, partOf(weights, node, 'shift')?.values);
    case 'relu':
      return through((value) => Math.max(value, 0));
    case 'leaky-relu':
      return node.slope >= 0 ? through((value) => (value > 0 ? value : value * node.slope)) : unbounded;
    case 'elu':
      return through((value) => (value > 0 ? value : Math.expm1(value)));
    case 'gelu':
      return [x[0] >= 0 ? 0 : leastGelu, Math.max(x[1], 0)];
    case 'softplus':
      return through((value) => Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value))));
    case 'tanh':
      return through(Math.tanh);
    case 'sigmoid':
      return through((value) => 1 / (1 + Math.exp(-value)));
    case 'reshape':
    case 'permute':
    case 'crop':
    case 'upsample':
    case 'upsample-bilinear':
    case 'average-pool':
      return x;
    case 'pad':
      return around([...x, 0]);
    case 'concat':
      return around(inputs.flat());
    case 'add':
      return [x[0] + inputs[1][0], x[1] + inputs[1][1]];
    case 'multiply':
      return around(x.flatMap((a) => inputs[1].map((b) => product(a, b))));
  }
}

const around = (values: readonly number[]): ValueRange => [Math.min(...values), Math.max(...values)];

/** Nothing times anything is nothing, however large that may be. */
const product = (a: number, b: number) => (a === 0 || b === 0 ? 0 : a * b);

/** Over all channels. */
function affine(x: ValueRange, scale: Float32Array | undefined, shift: Float32Array | undefined): ValueRange {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let channel = 0; channel < (scale ?? shift ?? [0]).length; channel++) {
    for (const edge of x) {
      const value = product(edge, scale?.[channel] ?? 1) + (shift?.[channel] ?? 0);
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return [low, high];
}
