import { type Tensor, tf } from './tf.ts';

/** One operation that was asked of TensorFlow.js, or a layer that counts as one. */
export interface TapeEntry {
  /** A kernel of TensorFlow.js, or the `op` of a layer that was noted as a whole. */
  kernel: string;
  /** Values by their tensors, which may be disposed of by now; weights as copies that live as long as the tape. */
  inputs: Readonly<Record<string, Tensor>>;
  attributes: Readonly<Record<string, unknown>>;
  output: Tensor;
}

let active: Tape | undefined;

/**
 * Notes what happens to a network's input while the network runs, on any engine. Operations on weights alone are not noted:
 * their results count as weights.
 */
export class Tape {
  readonly #entries = new Map<number, TapeEntry>();
  readonly #input: Tensor;
  readonly #names: ReadonlyMap<number, string>;
  readonly #kept = new Map<number, { copy: Tensor; name: string | undefined }>();
  /** Operations inside of an operation belong to it. */
  #depth = 0;

  /** `names` are those of weights. */
  constructor(input: Tensor, names: ReadonlyMap<string, Tensor>) {
    this.#input = input;
    this.#names = new Map([...names].map(([name, { id }]) => [id, name]));
  }

  /** The operation that made a tensor; undefined for the input and for weights. */
  entryOf(tensor: Tensor): TapeEntry | undefined {
    return this.#entries.get(tensor.id);
  }

  /** Whether it depends on the network's input. */
  isValue(tensor: Tensor): boolean {
    return tensor.id === this.#input.id || this.#entries.has(tensor.id);
  }

  /** What the weight in an entry is called; numbers in the code have no name. */
  weightName(copy: Tensor): string | undefined {
    return this.#kept.get(copy.id)?.name;
  }

  record(network: () => Tensor): Tensor {
    const engine = tf.engine();
    const { runKernel } = engine;
    engine.runKernel = <T extends Tensor | Tensor[]>(...call: Parameters<typeof runKernel>): T => {
      const [kernel, inputs, attributes = {}] = call;
      return this.#observe(kernel, inputs, attributes, () => runKernel.apply(engine, call) as T);
    };
    active = this;
    try {
      return network();
    } finally {
      active = undefined;
      engine.runKernel = runKernel;
    }
  }

  dispose(): void {
    for (const { copy } of this.#kept.values()) copy.dispose();
  }

  /** Runs a layer as one operation. */
  whole<T extends Tensor>(
    op: string,
    inputs: TapeEntry['inputs'],
    attributes: TapeEntry['attributes'],
    layer: () => T,
  ): T {
    return this.#observe(op, inputs, attributes, layer);
  }

  #observe<T>(kernel: string, inputs: object, attributes: TapeEntry['attributes'], run: () => T): T {
    this.#depth += 1;
    let output: T;
    try {
      output = run();
    } finally {
      this.#depth -= 1;
    }
    // What else a kernel makes, such as the statistics of a batch, no network goes on with.
    const made: unknown = Array.isArray(output) ? output[0] : output;
    if (this.#depth > 0 || !(made instanceof tf.Tensor)) return output;
    const tensors = Object.entries(inputs).filter(
      (entry): entry is [string, Tensor] => entry[1] instanceof tf.Tensor,
    );
    if (tensors.some(([, tensor]) => this.isValue(tensor))) {
      const kept = tensors.map(([name, tensor]) => [
        name,
        this.isValue(tensor) ? tensor : this.#keep(tensor),
      ]);
      this.#entries.set(made.id, { kernel, inputs: Object.fromEntries(kept), attributes, output: made });
    }
    return output;
  }

  /** Numbers in an operation become tensors that are gone after it. */
  #keep(weight: Tensor): Tensor {
    const copy = tf.keep(tf.clone(weight));
    this.#kept.set(copy.id, { copy, name: this.#names.get(weight.id) });
    return copy;
  }
}

/** Runs a layer whose parts mean nothing by themselves to other programs, so that a tape notes it as one operation. */
export function asOne<T extends Tensor>(
  op: string,
  inputs: TapeEntry['inputs'],
  attributes: TapeEntry['attributes'],
  layer: () => T,
): T {
  for (const observer of observers) observer(op, inputs);
  return active === undefined ? layer() : active.whole(op, inputs, attributes, layer);
}

type LayerObserver = (op: string, inputs: TapeEntry['inputs']) => void;
const observers = new Set<LayerObserver>();

/** Tells of each layer that runs as one, on any input, until the function that it gives back is called. */
export function observeLayers(observer: LayerObserver): () => void {
  observers.add(observer);
  return () => void observers.delete(observer);
}
