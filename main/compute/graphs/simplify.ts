import type { GraphNode } from '../../contract/models/network-graph.ts';
import { exactWeight, type Network, type NetworkWeight, partOf } from './network.ts';

/**
 * The same network with fewer operations: scales and shifts that follow each other become one, and those after a dense layer
 * or a convolution become part of its weights. Frozen batch norms vanish so, and biases join their kernels.
 */
export function simplify({ graph, weights: given }: Network): Network {
  const weights = new Map(given);
  const users = new Map<string, number>();
  for (const { inputs } of graph.nodes)
    for (const input of inputs) users.set(input, (users.get(input) ?? 0) + 1);
  const kept = new Map<string, GraphNode>();
  /** What stands for a node that was taken into an earlier one. */
  const renamed = new Map<string, string>();

  for (const node of graph.nodes) {
    const inputs = node.inputs.map((input) => renamed.get(input) ?? input);
    const before =
      node.op === 'affine' && users.get(node.inputs[0]) === 1 ? absorber(kept, inputs[0], users) : undefined;
    if (before === undefined) {
      kept.set(node.name, { ...node, inputs });
      continue;
    }
    absorb(weights, before, partOf(weights, node, 'scale'), partOf(weights, node, 'shift'));
    for (const part of ['scale', 'shift']) weights.delete(`${node.name}.${part}`);
    renamed.set(node.name, inputs[0]);
    // What used the scale and shift now uses what they were taken into.
    users.set(inputs[0], users.get(node.name) ?? 0);
  }
  return { graph: { ...graph, nodes: [...kept.values()] }, weights };
}

/** The node whose weights can take in a scale and a shift of `name`'s values; a map's dense layer is found behind its reshape. */
function absorber(
  kept: ReadonlyMap<string, GraphNode>,
  name: string,
  users: ReadonlyMap<string, number>,
): GraphNode | undefined {
  const node = kept.get(name);
  switch (node?.op) {
    case 'dense':
    case 'conv':
    case 'conv-transpose':
    case 'affine':
    case 'batch-norm':
      return node;
    case 'reshape': {
      const source = kept.get(node.inputs[0]);
      return users.get(node.inputs[0]) === 1 && source?.op === 'dense' ? source : undefined;
    }
    default:
      return undefined;
  }
}

/** y · scale + shift, where y is what the node makes. */
function absorb(
  weights: Map<string, NetworkWeight>,
  node: GraphNode,
  scale: NetworkWeight | undefined,
  shift: NetworkWeight | undefined,
): void {
  const hasKernel = node.op === 'dense' || node.op === 'conv' || node.op === 'conv-transpose';
  const [scaled, shifted] = hasKernel ? ['kernel', 'bias'] : ['scale', 'shift'];
  const old = { scaled: partOf(weights, node, scaled), shifted: partOf(weights, node, shifted) };
  // A dense layer behind a reshape has each channel several times.
  const width =
    old.scaled === undefined ? (scale ?? shift)?.values.length : outputWidth(node, old.scaled.shape);
  if (width === undefined) return;
  const at = (vector: NetworkWeight | undefined, i: number, otherwise: number) =>
    vector === undefined ? otherwise : vector.values[i % vector.values.length];
  if (scale !== undefined) {
    const product =
      old.scaled === undefined
        ? scale
        : timesChannels(old.scaled, scale.values, node.op === 'conv-transpose');
    weights.set(`${node.name}.${scaled}`, product);
  }
  if (shift === undefined && old.shifted === undefined) return;
  const values = Float32Array.from(
    { length: width },
    (_, i) => at(old.shifted, i, 0) * at(scale, i, 1) + at(shift, i, 0),
  );
  weights.set(`${node.name}.${shifted}`, exactWeight([width], values));
}

const outputWidth = ({ op }: GraphNode, shape: readonly number[]): number =>
  shape[shape.length - (op === 'conv-transpose' ? 2 : 1)];

/** Multiplies along the axis of the outputs: the last one, or in transposed kernels the last but one. */
function timesChannels(
  { shape, values }: NetworkWeight,
  factors: Float32Array,
  isTransposed: boolean,
): NetworkWeight {
  const inner = isTransposed ? shape[shape.length - 1] : 1;
  return exactWeight(
    shape,
    values.map((value, i) => value * factors[Math.floor(i / inner) % factors.length]),
  );
}
