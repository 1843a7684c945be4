import type { z } from 'zod';
import { type GraphNode, graphInput } from '../../contract/models/network-graph.ts';
import { Tape, type TapeEntry } from '../engines/tape.ts';
import { type Tensor, tf } from '../engines/tf.ts';
import { kernelAttributes as attribute } from './kernel-attributes.ts';
import { exactWeight, type Network, type NetworkWeight, type NodeBody } from './network.ts';
import { simplify } from './simplify.ts';

/** A network does something that has no operation in a graph; the message goes on after "This network cannot be kept:". */
export class UntraceableError extends Error {
  override name = 'UntraceableError';
}

/** Any number of examples does; one that no layer has as a side makes a mix-up of batch and sides show. */
const batch = 3;

/**
 * Runs a network once and returns it as a graph. `names` gives weights their names, from which those of the nodes come. The
 * function must do the same whatever its input holds.
 */
export function traceNetwork(
  network: (input: Tensor) => Tensor,
  inputShape: readonly number[],
  names: ReadonlyMap<string, Tensor> = new Map(),
): Network {
  let traced: Network | undefined;
  tf.tidy(() => {
    const input = tf.randomNormal([batch, ...inputShape], 0, 1, 'float32', 1);
    const tape = new Tape(input, names);
    try {
      const output = tape.record(() => network(input));
      const { nodes, weights } = new Lowering(tape, input).lower(output);
      traced = simplify({ graph: { inputShape: [...inputShape], nodes }, weights });
    } finally {
      tape.dispose();
    }
  });
  if (traced === undefined) throw new Error('nothing was traced');
  return traced;
}

type Parts = Readonly<Record<string, Tensor | undefined>>;

/** Turns the operations behind an output into nodes, each after those that it needs. */
class Lowering {
  readonly #nodes: GraphNode[] = [];
  readonly #weights = new Map<string, NetworkWeight>();
  readonly #tape: Tape;
  readonly #names = new Map<number, string>();
  /** Nodes without weights by what they do to what: each is needed once. */
  readonly #weightless = new Map<string, string>();
  readonly #taken = new Set<string>([graphInput]);

  constructor(tape: Tape, input: Tensor) {
    this.#tape = tape;
    this.#names.set(input.id, graphInput);
  }

  lower(output: Tensor): { nodes: GraphNode[]; weights: Map<string, NetworkWeight> } {
    this.#nameOf(output);
    return { nodes: this.#nodes, weights: this.#weights };
  }

  /** The node that makes a tensor; makes it, and those before it, if there is none yet. */
  #nameOf(tensor: Tensor): string {
    const known = this.#names.get(tensor.id);
    if (known !== undefined) return known;
    if (tensor.shape[0] !== batch) throw new UntraceableError('it mixes the examples of a batch');
    const entry = this.#tape.entryOf(tensor);
    if (entry === undefined) throw new UntraceableError('a part of it does not depend on its input');
    const name = this.#lower(entry);
    this.#names.set(tensor.id, name);
    return name;
  }

  #lower({ kernel, inputs, attributes, output }: TapeEntry): string {
    const { x, a, b, dy, filter } = inputs;
    const parse = <T>(schema: z.ZodType<T>): T => {
      const parsed = schema.safeParse(attributes);
      if (!parsed.success) throw new UntraceableError(`it uses "${kernel}" in an unusual way`);
      return parsed.data;
    };
    switch (kernel) {
      case 'BatchMatMul':
        parse(attribute.matMul);
        return this.#dense(a, b);
      case 'Conv2D': {
        const { strides, pad } = parse(attribute.conv);
        return this.#add({ op: 'conv', stride: strides, padding: pad }, [x], { kernel: filter });
      }
      case 'Conv2DBackpropInput': {
        const { strides, pad } = parse(attribute.conv);
        return this.#add({ op: 'conv-transpose', stride: strides, padding: pad }, [dy], { kernel: filter });
      }
      case 'Add':
        return this.#sum(a, b, 1);
      case 'Sub':
        return this.#sum(a, b, -1);
      case 'Multiply':
        return this.#product(a, b);
      case 'RealDiv':
        if (this.#tape.isValue(b)) break;
        return this.#add({ op: 'affine' }, [a], { scale: tf.div(1, this.#perChannel(b, a)) });
      case 'Relu':
        return this.#add({ op: 'relu' }, [x]);
      case 'LeakyRelu':
        return this.#add({ op: 'leaky-relu', slope: parse(attribute.leakyRelu).alpha }, [x]);
      case 'Tanh':
        return this.#add({ op: 'tanh' }, [x]);
      case 'Sigmoid':
        return this.#add({ op: 'sigmoid' }, [x]);
      case 'Identity':
        return this.#nameOf(x);
      case 'Reshape':
        return this.#add({ op: 'reshape', shape: output.shape.slice(1) }, [x]);
      case 'Slice': {
        const { begin, size } = parse(attribute.slice);
        if (x.rank !== 2 || begin[0] !== 0) break;
        return this.#slice(x, begin[1], size[1]);
      }
      case 'Concat':
        if (parse(attribute.concat).axis !== output.rank - 1) break;
        return this.#add({ op: 'concat' }, Object.values(inputs));
      case 'Sum': {
        const { axis } = parse(attribute.reduce);
        const [, height, width] = x.shape;
        if (x.rank !== 4 || axis.join() !== '1,2' || height !== width) break;
        return this.#sumOverSides(x);
      }
      case 'doubled':
        return this.#add({ op: 'upsample', factor: 2 }, [x]);
      case 'halved':
        return this.#add({ op: 'average-pool', factor: 2 }, [x]);
      case 'minibatch-deviation':
        return this.#add({ op: 'minibatch-deviation', ...parse(attribute.epsilon) }, [x]);
      case 'BatchNormTraining':
      case 'batch-norm': {
        const { scale, shift } = inputs;
        return this.#add({ op: 'batch-norm', ...parse(attribute.epsilon) }, [x], { scale, shift });
      }
      case 'ResizeNearestNeighbor': {
        const { size } = parse(attribute.resize);
        const { images } = inputs;
        const [, height, width]: number[] = images.shape;
        const factor = size[0] / height;
        if (!Number.isInteger(factor) || factor !== size[1] / width) break;
        return this.#add({ op: 'upsample', factor }, [images]);
      }
      case 'AvgPool': {
        const { filterSize, strides } = parse(attribute.pool);
        const [, height, width]: number[] = x.shape;
        if (filterSize !== strides || height % filterSize !== 0 || width % filterSize !== 0) break;
        return this.#add({ op: 'average-pool', factor: filterSize }, [x]);
      }
    }
    throw new UntraceableError(`it uses "${kernel}", which has no counterpart`);
  }

  #dense(a: Tensor, b: Tensor): string {
    if (this.#tape.isValue(b) || b.rank !== 2)
      throw new UntraceableError('it multiplies two values as matrices');
    return this.#add({ op: 'dense' }, [a], { kernel: b });
  }

  /** a + sign · b. */
  #sum(a: Tensor, b: Tensor, sign: 1 | -1): string {
    if (!this.#tape.isValue(b)) {
      const shift = this.#perChannel(b, a);
      return this.#add({ op: 'affine' }, [a], { shift: sign === 1 ? shift : tf.neg(shift) });
    }
    if (!this.#tape.isValue(a)) {
      const shift = this.#perChannel(a, b);
      return this.#add(
        { op: 'affine' },
        [b],
        sign === 1 ? { shift } : { scale: this.#perChannel(tf.scalar(-1), b), shift },
      );
    }
    if (sign === 1) return this.#add({ op: 'add' }, [a, b]);
    const negative = this.#add({ op: 'affine' }, [b], { scale: this.#perChannel(tf.scalar(-1), b) });
    return this.#addNamed({ op: 'add' }, [this.#nameOf(a), negative]);
  }

  #product(a: Tensor, b: Tensor): string {
    if (!this.#tape.isValue(b)) return this.#add({ op: 'affine' }, [a], { scale: this.#perChannel(b, a) });
    if (!this.#tape.isValue(a)) return this.#add({ op: 'affine' }, [b], { scale: this.#perChannel(a, b) });
    const epsilon = this.#normEpsilon(a, b);
    return epsilon === undefined
      ? this.#add({ op: 'multiply' }, [a, b])
      : this.#add({ op: 'normalise', epsilon }, [a]);
  }

  /** `factor` is 1 / √(mean of x² over the last axis + ε): gives ε. */
  #normEpsilon(x: Tensor, factor: Tensor): number | undefined {
    const madeBy = (tensor: Tensor | undefined, kernel: string) => {
      const entry = tensor === undefined ? undefined : this.#tape.entryOf(tensor);
      return entry?.kernel === kernel ? entry : undefined;
    };
    const sum = madeBy(madeBy(factor, 'Rsqrt')?.inputs['x'], 'Add');
    const epsilon = sum?.inputs['b'];
    const mean = madeBy(sum?.inputs['a'], 'Mean');
    const square = madeBy(mean?.inputs['x'], 'Square');
    const isNorm = square?.inputs['x']?.id === x.id && mean?.output.shape.at(-1) === 1;
    return isNorm && epsilon?.size === 1 && !this.#tape.isValue(epsilon) ? epsilon.dataSync()[0] : undefined;
  }

  /** Columns of a dense layer's output are those of its weights. */
  #slice(tensor: Tensor, start: number, size: number): string {
    const entry = this.#tape.entryOf(tensor);
    const { a, b }: Parts = entry?.inputs ?? {};
    if (entry?.kernel === 'BatchMatMul' && a && b) {
      return this.#add(
        { op: 'dense' },
        [a],
        { kernel: tf.slice(b, [0, start], [-1, size]) },
        this.#stemOf(b),
      );
    }
    if (entry?.kernel === 'Add' && a && b && !this.#tape.isValue(b)) {
      const shift = tf.slice(this.#perChannel(b, tensor), [start], [size]);
      return this.#addNamed({ op: 'affine' }, [this.#slice(a, start, size)], { shift });
    }
    throw new UntraceableError('it takes apart what no dense layer made');
  }

  #sumOverSides(x: Tensor): string {
    const [, side, , channels] = x.shape;
    const mean = this.#add({ op: 'average-pool', factor: side }, [x]);
    const flat = this.#addNamed({ op: 'reshape', shape: [channels] }, [mean]);
    return this.#addNamed({ op: 'affine' }, [flat], { scale: tf.fill([channels], side ** 2) });
  }

  /** A weight with one number for all, or one a channel of `value`: a number a channel. */
  #perChannel(weight: Tensor, value: Tensor): Tensor {
    const channels = value.shape[value.rank - 1];
    const isPerChannel = weight.size === 1 || (weight.size === channels && weight.shape.at(-1) === channels);
    if (!isPerChannel || weight.rank > value.rank)
      throw new UntraceableError('it adds or multiplies maps that it has learned');
    return tf.broadcastTo(tf.reshape(weight, [weight.size]), [channels]);
  }

  /** Nodes with a kernel are called as it is without its ending, others by their operation. */
  #stemOf(kernel: Tensor | undefined): string | undefined {
    return kernel === undefined ? undefined : this.#tape.weightName(kernel)?.replace(/\.kernel$/, '');
  }

  #add(
    body: NodeBody,
    inputs: readonly Tensor[],
    parts: Parts = {},
    stem = this.#stemOf(parts['kernel']),
  ): string {
    const names = inputs.map((input) => this.#nameOf(input));
    return this.#addNamed(body, names, parts, stem);
  }

  #addNamed(body: NodeBody, inputs: readonly string[], parts: Parts = {}, stem: string = body.op): string {
    const key = Object.keys(parts).length === 0 ? JSON.stringify([body, inputs]) : undefined;
    const same = key && this.#weightless.get(key);
    if (same) return same;
    const name = this.#freeName(stem);
    if (key) this.#weightless.set(key, name);
    // Every branch of the union has these two fields.
    this.#nodes.push({ ...body, name, inputs: [...inputs] } as GraphNode);
    for (const [part, weight] of Object.entries(parts)) {
      if (weight === undefined) continue;
      this.#weights.set(`${name}.${part}`, exactWeight(weight.shape, Float32Array.from(weight.dataSync())));
    }
    return name;
  }

  #freeName(stem: string): string {
    for (let number = 2, name = stem; ; number++) {
      if (!this.#taken.has(name)) {
        this.#taken.add(name);
        return name;
      }
      name = `${stem}-${number}`;
    }
  }
}
