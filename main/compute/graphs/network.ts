import type { WeightPrecision } from '../../contract/models/model-files.ts';
import type { GraphNode, NetworkGraph } from '../../contract/models/network-graph.ts';

export interface NetworkWeight {
  shape: readonly number[];
  /** What will be read back. */
  values: Float32Array;
  /** The smallest numbers that hold the values. */
  precision: WeightPrecision;
}

/** A network without its code: operations, and their weights by name. What every export is made from and every import becomes. */
export interface Network {
  graph: NetworkGraph;
  weights: ReadonlyMap<string, NetworkWeight>;
}

/** What a node does, before it has a name and inputs. */
export type NodeBody = GraphNode extends infer Each
  ? Each extends GraphNode
    ? Omit<Each, 'name' | 'inputs'>
    : never
  : never;

/** The weight `<node>.<part>`, where the node has it. */
export const partOf = (
  weights: Network['weights'],
  { name }: Pick<GraphNode, 'name'>,
  part: string,
): NetworkWeight | undefined => weights.get(`${name}.${part}`);

export function requirePart(
  weights: Network['weights'],
  node: Pick<GraphNode, 'name'>,
  part: string,
): NetworkWeight {
  const found = partOf(weights, node, part);
  if (found === undefined) throw new Error(`no weight "${node.name}.${part}"`);
  return found;
}

export const exactWeight = (shape: readonly number[], values: Float32Array): NetworkWeight => ({
  shape,
  values,
  precision: 'fp32',
});

export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, side) => product * side, 1);
