import { GraphNode, graphInput } from '../../../../contract/models/network-graph.ts';
import { UnusableModelError } from '../../../files/unusable-file.ts';
import type { Network, NetworkWeight, NodeBody } from '../../../graphs/network.ts';
import { outputShape } from '../../../graphs/shapes.ts';

/** A graph in the making that knows the shape of all it makes. */
export class GraphDraft {
  readonly #inputShape: readonly number[];
  readonly #nodes: GraphNode[] = [];
  readonly #weights = new Map<string, NetworkWeight>();
  readonly #shapes = new Map<string, readonly number[]>();
  /** Nodes that make what a layer of Keras makes. */
  readonly #made = new Map<string, string>();

  constructor(inputShape: readonly number[], inputName: string) {
    this.#inputShape = inputShape;
    this.#shapes.set(graphInput, inputShape);
    this.#made.set(inputName, graphInput);
  }

  nodeFor(layer: string): string {
    const node = this.#made.get(layer);
    if (node === undefined) throw new UnusableModelError(`Its layer "${layer}" is missing.`);
    return node;
  }

  shapeOf(node: string): readonly number[] {
    return this.#shapes.get(node) ?? this.#inputShape;
  }

  layerIs(layer: string, node: string): void {
    this.#made.set(layer, node);
  }

  add(
    stem: string,
    body: NodeBody,
    inputs: readonly string[],
    parts: Readonly<Record<string, NetworkWeight | undefined>> = {},
  ): string {
    const name = this.#freeName(stem);
    const parsed = GraphNode.safeParse({ ...body, name, inputs: [...inputs] });
    if (!parsed.success)
      throw new UnusableModelError(
        `Its layer "${stem}" has a "${String(parsed.error.issues[0].path[0])}" that is too much.`,
      );
    const node = parsed.data;
    for (const [part, weight] of Object.entries(parts))
      if (weight !== undefined) this.#weights.set(`${name}.${part}`, weight);
    const shapes = inputs.map((input) => this.shapeOf(input));
    this.#shapes.set(name, outputShape(node, shapes, this.#weights));
    this.#nodes.push(node);
    return name;
  }

  finish(outputLayer: string): Network {
    const output = this.nodeFor(outputLayer);
    if (output !== this.#nodes.at(-1)?.name)
      throw new UnusableModelError('Some of its layers do not lead to its output.');
    return { graph: { inputShape: [...this.#inputShape], nodes: this.#nodes }, weights: this.#weights };
  }

  #freeName(wanted: string): string {
    // Names of nodes have letters that are safe in every format, and at most a hundred of them.
    const safe = wanted.replaceAll(/[^A-Za-z0-9_-]/g, '-').replace(/^[^A-Za-z0-9]*/, '');
    const stem = safe.slice(-80).replace(/^[^A-Za-z0-9]*/, '') || 'layer';
    for (let number = 2, name = stem; ; number++) {
      if (!this.#shapes.has(name)) return name;
      name = `${stem}-${number}`;
    }
  }
}
