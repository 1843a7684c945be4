import { tf, type Variable } from '../engines/tf.ts';
import { type Attributes, dataTypes, type GraphBuilder, type NodeOutput } from './graph-builder.ts';
import { type KeptValues, keepValues } from './kept-values.ts';

/** Where a graph keeps a variable. */
export interface StateNode {
  name: string;
  handle: NodeOutput;
  /** Its value when a call begins. */
  read: NodeOutput;
}

/** Attributes of operations on float variables. */
export const float32: Attributes = { dtype: { kind: 'type', value: dataTypes.float32 } };

/** The variables of a program as resource variables of its graph, which keep their values between calls. */
export class StateNodes {
  readonly #nodes = new Map<Variable, StateNode>();

  constructor(graph: GraphBuilder, state: ReadonlyMap<string, Variable>) {
    for (const [name, variable] of state) {
      const handle = graph.addNamed(`state/${name}`, 'VarHandleOp', [], {
        ...float32,
        shape: { kind: 'shape', value: variable.shape },
        shared_name: { kind: 'string', value: name },
        container: { kind: 'string', value: '' },
      });
      const read = graph.addNamed(`read/${name}`, 'ReadVariableOp', [handle], float32);
      this.#nodes.set(variable, { name, handle, read: `${read}:0` });
    }
  }

  entries(): Iterable<[Variable, StateNode]> {
    return this.#nodes;
  }

  nodesOf(variable: Variable): StateNode {
    const nodes = this.#nodes.get(variable);
    if (nodes === undefined) throw new Error('a variable that is not part of the state is updated');
    return nodes;
  }

  /**
   * Gives every variable a tensor of its own, as recordings tell them apart by their tensors: a variable made from
   * another shares its tensor until one of them changes.
   */
  separate(): void {
    for (const variable of this.#nodes.keys()) {
      tf.tidy(() => variable.assign(tf.tensor(variable.dataSync().slice(), variable.shape)));
    }
  }

  keepValues(): KeptValues {
    return keepValues(this.#nodes.keys());
  }
}
