import type { WeightPrecision } from '../../contract/models/model-files.ts';
import type { GraphNode } from '../../contract/models/network-graph.ts';
import { exactWeight, type Network, type NetworkWeight, partOf } from './network.ts';

/**
 * The same network with weights of fewer bits; it computes with what they are read back as. `fp16` rounds every weight.
 * `int8` makes kernels whole numbers of −127…127 and multiplies each output channel by its own scale afterwards, which every
 * format can express.
 */
export function quantise(network: Network, precision: WeightPrecision): Network {
  switch (precision) {
    case 'fp32':
      return network;
    case 'fp16':
      return {
        ...network,
        weights: new Map([...network.weights].map(([name, weight]) => [name, inHalfPrecision(weight)])),
      };
    case 'int8':
      return wholeKernels(network);
  }
}

/** Half precision ends at 65,504; a weight that goes beyond stays as it is. */
const largestHalf = 65_504;

export function inHalfPrecision(weight: NetworkWeight): NetworkWeight {
  if (weight.values.some((value) => Math.abs(value) > largestHalf)) return weight;
  return { ...weight, values: new Float32Array(new Float16Array(weight.values)), precision: 'fp16' };
}

function wholeKernels({ graph, weights: given }: Network): Network {
  const weights = new Map(given);
  const nodes: GraphNode[] = [];
  /** What the scaled output of a node is called. */
  const scaled = new Map<string, string>();
  for (const node of graph.nodes) {
    nodes.push({ ...node, inputs: node.inputs.map((input) => scaled.get(input) ?? input) });
    const kernel = partOf(weights, node, 'kernel');
    if (kernel === undefined) continue;
    const name = `${node.name}-scaled`;
    const outputs = kernel.shape[kernel.shape.length - (node.op === 'conv-transpose' ? 2 : 1)];
    const inner = node.op === 'conv-transpose' ? kernel.shape[kernel.shape.length - 1] : 1;
    const { values, scale } = toWhole(kernel.values, outputs, (i) => Math.floor(i / inner) % outputs);
    weights.set(`${node.name}.kernel`, { shape: kernel.shape, values, precision: 'int8' });
    weights.set(`${name}.scale`, exactWeight([outputs], scale));
    const bias = partOf(weights, node, 'bias');
    if (bias !== undefined) weights.set(`${name}.shift`, bias);
    weights.delete(`${node.name}.bias`);
    nodes.push({ op: 'affine', name, inputs: [node.name] });
    scaled.set(node.name, name);
  }
  return { graph: { ...graph, nodes }, weights };
}

/** Whole numbers of −127…127 and, for each channel, the scale that makes them the values again. */
export function toWhole(
  values: Float32Array,
  channels: number,
  channelOf: (index: number) => number,
): { values: Float32Array; scale: Float32Array } {
  const scale = new Float32Array(channels);
  for (const [i, value] of values.entries()) {
    const channel = channelOf(i);
    scale[channel] = Math.max(scale[channel], Math.abs(value));
  }
  for (const [channel, largest] of scale.entries()) scale[channel] = largest === 0 ? 1 : largest / 127;
  // Adding 0 makes −0, which whole numbers do not have, a 0.
  return { values: values.map((value, i) => Math.round(value / scale[channelOf(i)]) + 0), scale };
}
