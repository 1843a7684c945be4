import { bytesField, floatField, integerField, messageField } from '../files/protobuf/write.ts';

/** TensorFlow's numbers of its types (tensorflow/core/framework/types.proto). */
export const dataTypes = { float32: 1, int32: 3, int8: 6, bool: 10, bfloat16: 14, float16: 19 } as const;

/** An attribute of a node, by the field of AttrValue that holds it (attr_value.proto). */
export type Attribute =
  | { kind: 'string'; value: string }
  | { kind: 'int'; value: number | readonly number[] }
  | { kind: 'float'; value: number | readonly number[] }
  | { kind: 'bool'; value: boolean }
  | { kind: 'type'; value: number }
  | { kind: 'shape'; value: readonly number[] }
  | { kind: 'tensor'; dtype: number; shape: readonly number[]; content: Uint8Array };
export type Attributes = Readonly<Record<string, Attribute>>;

/** An output of a node: `name:index`, or `^name` for "after it". */
export type NodeOutput = string;

/**
 * A GraphDef in the making. Nodes that compute the same from the same are added once, which is how two recorded forward
 * passes over the same weights and latents become one.
 */
export class GraphBuilder {
  readonly #nodes: Buffer[] = [];
  readonly #links = new Map<string, { op: string; inputs: readonly NodeOutput[] }>();
  readonly #known = new Map<string, string>();
  readonly #isExact: boolean;
  #count = 0;

  /** An exact graph computes what was recorded, to the last bit: TensorFlow may not fuse or regroup its operations. */
  constructor({ isExact = false } = {}) {
    this.#isExact = isExact;
  }

  /** Operations that run for an output, those that only hold or hand in a value left out. */
  countFor(output: NodeOutput): number {
    const seen = new Set<string>();
    const open = [nodeOf(output)];
    let count = 0;
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      const link = this.#links.get(name);
      if (link === undefined || seen.has(name)) continue;
      seen.add(name);
      if (!holders.has(link.op)) count += 1;
      open.push(...link.inputs.map(nodeOf));
    }
    return count;
  }

  /** Adds an operation that depends on its inputs alone; returns the name of its node. */
  add(op: string, inputs: readonly NodeOutput[], attributes: Attributes): string {
    const body = encodeBody(op, inputs, attributes);
    const key = body.toString('latin1');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const name = this.#addNode(`${op}_${this.#count++}`, op, inputs, body);
    this.#known.set(key, name);
    return name;
  }

  /** Adds an operation with an effect or a name of its own; always a new node. */
  addNamed(name: string, op: string, inputs: readonly NodeOutput[], attributes: Attributes): string {
    return this.#addNode(name, op, inputs, encodeBody(op, inputs, attributes));
  }

  /** As `addNamed`, with a name made from the operation. */
  addEffect(op: string, inputs: readonly NodeOutput[], attributes: Attributes): string {
    return this.addNamed(`${op}_${this.#count++}`, op, inputs, attributes);
  }

  constant(dtype: number, shape: readonly number[], content: Uint8Array): NodeOutput {
    const attributes: Attributes = {
      dtype: { kind: 'type', value: dtype },
      value: { kind: 'tensor', dtype, shape, content },
    };
    return this.seal(`${this.add('Const', [], attributes)}:0`, dtype, shape);
  }

  /**
   * In an exact graph, an output whose origin the optimiser cannot see: it turns (x · a) · b into x · (a · b), and
   * x · a + x · b into x · (a + b), but does not look through a placeholder that has a default.
   */
  seal(output: NodeOutput, dtype: number, shape: readonly number[]): NodeOutput {
    if (!this.#isExact || dtype !== dataTypes.float32) return output;
    const node = this.add('PlaceholderWithDefault', [output], {
      dtype: { kind: 'type', value: dtype },
      shape: { kind: 'shape', value: shape },
    });
    return `${node}:0`;
  }

  placeholder(name: string, dtype: number, shape: readonly number[]): NodeOutput {
    this.addNamed(name, 'Placeholder', [], {
      dtype: { kind: 'type', value: dtype },
      shape: { kind: 'shape', value: shape },
    });
    return `${name}:0`;
  }

  /** GraphDef (graph.proto): its nodes, and the version of TensorFlow's graphs that they are written for. */
  encode(): Buffer {
    const versions = [integerField(1, graphVersion), integerField(2, oldestReader)];
    return Buffer.concat([...this.#nodes, messageField(4, versions)]);
  }

  #addNode(name: string, op: string, inputs: readonly NodeOutput[], body: Buffer): string {
    this.#links.set(name, { op, inputs });
    this.#nodes.push(messageField(1, [bytesField(1, name), body]));
    return name;
  }
}

/** The node of `node:index` or `^node`. */
export const nodeOf = (output: NodeOutput): string => output.replace(/^\^/, '').replace(/:\d+$/, '');

/** Operations that compute nothing. */
const holders = new Set(['Const', 'Placeholder', 'PlaceholderWithDefault', 'VarHandleOp', 'ReadVariableOp']);

/** `producer` and `min_consumer` of versions.proto: TensorFlow 2.9 and its oldest reader. */
const graphVersion = 1087;
const oldestReader = 12;

/** NodeDef (node_def.proto) without its name. */
const encodeBody = (op: string, inputs: readonly NodeOutput[], attributes: Attributes): Buffer =>
  Buffer.concat([
    bytesField(2, op),
    ...inputs.map((input) => bytesField(3, input)),
    ...Object.entries(attributes).map(([key, attribute]) =>
      messageField(5, [bytesField(1, key), messageField(2, [encodeAttribute(attribute)])]),
    ),
  ]);

function encodeAttribute(attribute: Attribute): Buffer {
  switch (attribute.kind) {
    case 'string':
      return bytesField(2, attribute.value);
    case 'int':
      return typeof attribute.value === 'number'
        ? integerField(3, attribute.value)
        : messageField(
            1,
            attribute.value.map((value) => integerField(3, value)),
          );
    case 'float':
      return typeof attribute.value === 'number'
        ? floatField(4, attribute.value)
        : messageField(
            1,
            attribute.value.map((value) => floatField(4, value)),
          );
    case 'bool':
      return integerField(5, attribute.value);
    case 'type':
      return integerField(6, attribute.value);
    case 'shape':
      return messageField(7, [encodeShape(attribute.value)]);
    case 'tensor':
      return messageField(8, encodeTensor(attribute));
  }
}

/** TensorShapeProto (tensor_shape.proto). */
export const encodeShape = (shape: readonly number[]): Buffer =>
  Buffer.concat(shape.map((size) => messageField(2, [integerField(1, size)])));

/** TensorProto (tensor.proto); where all elements are alike the first stands for all, so that a map of ones stays small. */
function encodeTensor({ dtype, shape, content }: Extract<Attribute, { kind: 'tensor' }>): Buffer[] {
  const head = [integerField(1, dtype), messageField(2, [encodeShape(shape)])];
  const [first] = content.length > 4 ? [content.subarray(0, 4)] : [];
  const isSplat = dtype === dataTypes.float32 && first !== undefined && repeats(content, first);
  if (!isSplat) return [...head, bytesField(4, content)];
  return [...head, floatField(5, Buffer.from(first).readFloatLE())];
}

function repeats(content: Uint8Array, first: Uint8Array): boolean {
  for (let i = 0; i < content.length; i++) if (content[i] !== first[i % first.length]) return false;
  return true;
}
