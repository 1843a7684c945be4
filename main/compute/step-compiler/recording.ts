import { type NativeBackend, type NativeBinding, nativeId } from '../engines/native-backend.ts';
import type { Tensor } from '../engines/tf.ts';
import type { AdamFactors, AdamTarget } from './adam-target.ts';
import { toAttribute, UnrecordableStepError } from './attributes.ts';
import { type Attributes, dataTypes, type GraphBuilder, type NodeOutput, nodeOf } from './graph-builder.ts';
import { addHalfProduct } from './half-products.ts';
import type { TensorInfo } from './saved-model.ts';
import { float32, type StateNodes } from './state-nodes.ts';

/** The recording that is being made, for code that has a better operation for graphs than the eager ones. */
export const recordingNow = (): Recording | undefined => active;

let active: Recording | undefined;

/**
 * Notes every operation that TensorFlow is asked for while a function runs, as nodes of a graph. Tensors are followed
 * by TensorFlow's numbers of them. What the function assigns to state variables is put back when it has ended.
 */
export class Recording {
  /** Nodes that change the state, to be run with the outputs. */
  readonly effects: string[] = [];
  readonly #graph: GraphBuilder;
  readonly #backend: NativeBackend;
  readonly #state: StateNodes;
  readonly #isHalf: boolean;
  /** Made on first use, so that unused outputs add no nodes to the graph. */
  readonly #outputs = new Map<number, () => NodeOutput>();

  constructor(graph: GraphBuilder, backend: NativeBackend, state: StateNodes, isHalf = false) {
    this.#isHalf = isHalf;
    this.#graph = graph;
    this.#backend = backend;
    this.#state = state;
    for (const [variable, { read }] of state.entries()) this.bind(variable, read);
  }

  /** From now on the tensor stands for this output. */
  bind(tensor: Tensor, output: NodeOutput): void {
    this.#outputs.set(nativeId(this.#backend, tensor), () => output);
  }

  /** Runs the function once, eagerly, and records it; returns what its result is in the graph. */
  run(step: () => Tensor): TensorInfo {
    const before = this.#state.keepValues();
    const { binding } = this.#backend;
    this.#backend.binding = this.#observe(binding);
    active = this;
    try {
      const made = step();
      for (const [variable, { handle, read }] of this.#state.entries()) {
        if (!before.hasChanged(variable)) continue;
        const inputs = [handle, this.#outputOf(variable), `^${nodeOf(read)}`];
        this.effects.push(this.#graph.addEffect('AssignVariableOp', inputs, float32));
      }
      const { dtype } = this.#backend.tensorMap.get(made.dataId);
      return { output: this.#outputOf(made), dtype, shape: made.shape };
    } finally {
      active = undefined;
      this.#backend.binding = binding;
      before.restore();
    }
  }

  /** Adam as one operation. The weight's value is the updated one for all that follows. */
  applyAdam(
    { variable, firstMoment, secondMoment }: AdamTarget,
    gradient: Tensor,
    factors: AdamFactors,
  ): void {
    const targets = [variable, firstMoment, secondMoment].map((each) => this.#state.nodesOf(each));
    // The powers of β serve the bias correction, which the step size holds already.
    const [noPower, beta1, beta2, epsilon] = [0, factors.beta1, factors.beta2, factors.epsilon].map((value) =>
      this.#scalar(value),
    );
    const node = this.#graph.addEffect(
      'ResourceApplyAdam',
      [
        ...targets.map(({ handle }) => handle),
        ...[noPower, noPower, this.#outputOf(factors.stepSize), beta1, beta2, epsilon],
        this.#outputOf(gradient),
        ...targets.map(({ read }) => `^${nodeOf(read)}`),
      ],
      {
        T: { kind: 'type', value: dataTypes.float32 },
        use_locking: { kind: 'bool', value: false },
        use_nesterov: { kind: 'bool', value: false },
      },
    );
    this.effects.push(node);
    for (const [i, each] of [variable, firstMoment, secondMoment].entries()) {
      const read = this.#graph.addEffect('ReadVariableOp', [targets[i].handle, `^${node}`], {
        dtype: { kind: 'type', value: dataTypes.float32 },
      });
      this.bind(each, `${read}:0`);
    }
  }

  #scalar(value: number): NodeOutput {
    return this.#graph.constant(dataTypes.float32, [], new Uint8Array(Float32Array.of(value).buffer));
  }

  #outputOf(tensor: Tensor): NodeOutput {
    return this.#outputFor(nativeId(this.#backend, tensor));
  }

  #outputFor(id: number): NodeOutput {
    const output = this.#outputs.get(id);
    if (output === undefined) throw new UnrecordableStepError('it uses a tensor that was made before it');
    return output();
  }

  #observe(binding: NativeBinding): NativeBinding {
    const overrides: Partial<NativeBinding> = {
      executeOp: (op, attributes, inputs, count) => {
        const made = binding.executeOp(op, attributes, inputs, count);
        const entries = attributes.map((attribute) => [attribute.name, toAttribute(binding, attribute)]);
        const sources = inputs.map((id) => this.#outputFor(id));
        const recorded: Attributes = Object.fromEntries(entries);
        const half = this.#isHalf ? addHalfProduct(this.#graph, op, sources, recorded) : undefined;
        const node = half === undefined ? this.#graph.add(op, sources, recorded) : undefined;
        for (const [i, { id, dtype, shape }] of made.entries()) {
          this.#outputs.set(id, () => this.#graph.seal(half ?? `${node}:${i}`, dtype, shape));
        }
        return made;
      },
      createTensor: (shape, dtype, values) => {
        const id = binding.createTensor(shape, dtype, values);
        if (!ArrayBuffer.isView(values)) throw new UnrecordableStepError('it makes a tensor of strings');
        const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
        const output = this.#graph.constant(dtype, shape, content);
        this.#outputs.set(id, () => output);
        return id;
      },
      tensorDataSync: () => {
        throw new UnrecordableStepError('it reads a value back, which would be the same in every step');
      },
    };
    // The addon's own properties are fixed, so that it cannot be the proxy's target itself.
    return new Proxy({} as NativeBinding, {
      get(_, key: keyof NativeBinding) {
        if (key in overrides) return overrides[key];
        const value = binding[key];
        return typeof value === 'function' ? value.bind(binding) : value;
      },
    });
  }
}
