import { type Tensor, tf } from '../../engines/tf.ts';
import { UnusableModelError } from '../../files/unusable-file.ts';
import type { OpenedModel } from './format.ts';

/** A node of another program's graph: an operation, and the names of the values that it takes and makes. */
export interface ForeignNode<Attributes> {
  op: string;
  inputs: readonly string[];
  output: string;
  attributes: Attributes;
}

/** What an operation computes; an input that was left out is undefined. */
export type ForeignOperation<Value, Attributes> = (inputs: readonly Value[], attributes: Attributes) => Value;

/** A graph of another program with what it needs to be run here. */
export interface ForeignGraph<Value, Attributes> {
  /** Each after those that it needs. */
  nodes: readonly ForeignNode<Attributes>[];
  constants: ReadonlyMap<string, Value>;
  operations: Readonly<Record<string, ForeignOperation<Value, Attributes>>>;
  input: string;
  output: string;
}

/** Computes one value of the graph after the other. */
function execute<Value, Attributes>(graph: ForeignGraph<Value, Attributes>, input: Value): Value {
  const values = new Map([...graph.constants, [graph.input, input]]);
  for (const { op, inputs, output, attributes } of graph.nodes) {
    const operation = Object.hasOwn(graph.operations, op) ? graph.operations[op] : undefined;
    if (operation === undefined) throw new UnusableModelError(`It uses "${op}", which is not known.`);
    const taken = inputs.map((name) => {
      const value = values.get(name);
      if (value === undefined) throw new UnusableModelError(`It takes "${name}", which nothing makes.`);
      return value;
    });
    values.set(output, operation(taken, attributes));
  }
  const made = values.get(graph.output);
  if (made === undefined) throw new UnusableModelError('Nothing makes its output.');
  return made;
}

/** The graph as a function of latents; `dispose` frees its constants. */
export const openForeign = <Attributes>(graph: ForeignGraph<Tensor, Attributes>): OpenedModel => ({
  draw: (latents) => tf.tidy(() => execute<Tensor, Attributes>(graph, latents)),
  dispose: () => tf.dispose([...graph.constants.values()]),
});
