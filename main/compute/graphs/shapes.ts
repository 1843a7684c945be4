import { type GraphNode, graphInput, graphLimits } from '../../contract/models/network-graph.ts';
import { UnusableModelError } from '../files/unusable-file.ts';
import { type Network, partOf } from './network.ts';

/**
 * The shape of every value, without the batch, by the name of its node. Throws UnusableModelError where nodes and weights do
 * not fit together or sizes go beyond `graphLimits`: what passes can be run.
 */
export function graphShapes({ graph, weights }: Network): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>([[graphInput, graph.inputShape]]);
  for (const node of graph.nodes) {
    if (shapes.has(node.name)) throw new UnusableModelError(`Two of its layers are called "${node.name}".`);
    const inputs = node.inputs.map((input) => {
      const shape = shapes.get(input);
      if (shape === undefined)
        throw new UnusableModelError(`Its layer "${node.name}" takes "${input}", which is not before it.`);
      return shape;
    });
    shapes.set(node.name, outputShape(node, inputs, weights));
  }
  return shapes;
}

/** The shape that one node makes of those of its inputs. */
export function outputShape(
  node: GraphNode,
  inputs: readonly (readonly number[])[],
  weights: Network['weights'],
): readonly number[] {
  const shape = fittingShape(node, inputs, weights);
  const isTooLarge = shape.reduce((product, side) => product * side, 1) > graphLimits.values;
  if (isTooLarge) {
    throw new UnusableModelError(
      `Its layer "${node.name}" makes ${shape.join('×')} numbers, which is too much.`,
    );
  }
  if (shape.some((side) => side < 1)) throw new UnusableModelError(`Its layer "${node.name}" makes nothing.`);
  return shape;
}

function fittingShape(
  node: GraphNode,
  inputs: readonly (readonly number[])[],
  weights: Network['weights'],
): readonly number[] {
  const fail = (what: string) => new UnusableModelError(`Its layer "${node.name}" (${node.op}) ${what}.`);
  const [x] = inputs;
  const channels = x[x.length - 1];
  const count = node.op === 'add' || node.op === 'multiply' ? 2 : node.op === 'concat' ? inputs.length : 1;
  if (inputs.length !== count) throw fail(`takes ${inputs.length} inputs instead of ${count}`);
  const expectRank = (rank: number) => {
    if (x.length !== rank) throw fail(`does not take a value of shape ${x.join('×')}`);
  };
  const kernel = (rank: number): readonly number[] => {
    const found = partOf(weights, node, 'kernel')?.shape;
    if (found?.length !== rank) throw fail('has no kernel, or one of another rank');
    return found;
  };
  const expectVectors = (parts: readonly string[], length: number) => {
    for (const part of parts) {
      const shape = partOf(weights, node, part)?.shape;
      if (shape !== undefined && shape.join() !== String(length))
        throw fail(`has a ${part} of another length`);
    }
  };

  switch (node.op) {
    case 'dense': {
      expectRank(1);
      const [from, to] = kernel(2);
      if (from !== channels) throw fail(`has a kernel for ${from} numbers and is given ${channels}`);
      expectVectors(['bias'], to);
      return [to];
    }
    case 'conv': {
      expectRank(3);
      const [height, width, from, to] = kernel(4);
      if (from !== channels) throw fail(`has a kernel for ${from} channels and is given ${channels}`);
      expectVectors(['bias'], to);
      const side = (input: number, window: number) =>
        Math.ceil((node.padding === 'same' ? input : input - window + 1) / node.stride);
      return [side(x[0], height), side(x[1], width), to];
    }
    case 'conv-transpose': {
      expectRank(3);
      const [height, width, to, from] = kernel(4);
      if (from !== channels) throw fail(`has a kernel for ${from} channels and is given ${channels}`);
      expectVectors(['bias'], to);
      const side = (input: number, window: number) =>
        input * node.stride + (node.padding === 'same' ? 0 : Math.max(window - node.stride, 0));
      return [side(x[0], height), side(x[1], width), to];
    }
    case 'affine':
    case 'batch-norm':
      expectVectors(['scale', 'shift'], channels);
      return x;
    case 'normalise':
    case 'relu':
    case 'leaky-relu':
    case 'elu':
    case 'gelu':
    case 'softplus':
    case 'tanh':
    case 'sigmoid':
      return x;
    case 'minibatch-deviation':
      expectRank(3);
      return [x[0], x[1], 1];
    case 'reshape': {
      const product = (shape: readonly number[]) => shape.reduce((all, side) => all * side, 1);
      if (product(node.shape) !== product(x))
        throw fail(`cannot make ${node.shape.join('×')} of ${x.join('×')}`);
      return node.shape;
    }
    case 'permute': {
      if (node.axes.toSorted().join() !== [...x.keys()].join())
        throw fail(`has no order of ${x.length} axes`);
      return node.axes.map((axis) => x[axis]);
    }
    case 'pad':
    case 'crop': {
      expectRank(3);
      const [top, bottom, left, right] = node.sides;
      const sign = node.op === 'pad' ? 1 : -1;
      return [x[0] + sign * (top + bottom), x[1] + sign * (left + right), channels];
    }
    case 'add':
    case 'multiply': {
      const [, y] = inputs;
      const fits = x.length === y.length && x.every((side, i) => side === y[i] || side === 1 || y[i] === 1);
      if (!fits) throw fail(`cannot join ${x.join('×')} and ${y.join('×')}`);
      return x.map((side, i) => Math.max(side, y[i]));
    }
    case 'concat': {
      const sides = (shape: readonly number[]) => shape.slice(0, -1).join();
      if (inputs.some((shape) => sides(shape) !== sides(x))) throw fail('joins maps of different sides');
      return [...x.slice(0, -1), inputs.reduce((sum, shape) => sum + shape[shape.length - 1], 0)];
    }
    case 'upsample':
    case 'upsample-bilinear':
      expectRank(3);
      return [x[0] * node.factor, x[1] * node.factor, channels];
    case 'average-pool':
      expectRank(3);
      if (x[0] % node.factor !== 0 || x[1] % node.factor !== 0) throw fail('does not divide its input');
      return [x[0] / node.factor, x[1] / node.factor, channels];
  }
}
