import { type GraphNode, graphInput } from '../../../../contract/models/network-graph.ts';
import { bytesField, integerField, messageField } from '../../../files/protobuf/write.ts';
import { type Network, type NetworkWeight, partOf, requirePart } from '../../../graphs/network.ts';
import { graphShapes } from '../../../graphs/shapes.ts';
import { bytesOf, packedBytes } from '../packed.ts';
import { kernelOrder, permuted } from './kernel-order.ts';
import {
  elementType,
  elementTypes,
  encodeNode,
  encodeTensor,
  encodeValueInfo,
  graphFields,
  modelFields,
  type OnnxAttribute,
} from './proto.ts';

/** Among the metadata: the graph that the model was written from, for an import. */
export const graphKey = 'faceloom-graph';

export const onnxNames = { input: 'latents', output: 'pictures' } as const;

/** A network as an ONNX model: `latents` [batch, size] → `pictures` [batch, height, width, channels]. */
export const writeOnnx = (name: string, network: Network): Uint8Array => new OnnxWriter(network).write(name);

type Attributes = Readonly<Record<string, OnnxAttribute>>;
type Shape = readonly number[];

/** Every runtime of the last years reads these: ONNX 1.8, January 2021. */
const irVersion = 7;
const opsetVersion = 13;

/** Inside, maps have their channels first, as ONNX wants them. */
class OnnxWriter {
  readonly #network: Network;
  readonly #shapes: ReadonlyMap<string, Shape>;
  readonly #parts: Buffer[] = [];
  #count = 0;

  constructor(network: Network) {
    this.#network = network;
    this.#shapes = graphShapes(network);
  }

  write(name: string): Uint8Array {
    const { inputShape, nodes } = this.#network.graph;
    let last: string = onnxNames.input;
    const values = new Map([[graphInput, last]]);
    for (const node of nodes) {
      const inputs = node.inputs.map((input) => values.get(input) ?? input);
      last = this.#node(node, inputs);
      values.set(node.name, last);
    }
    const outputShape = this.#shapeOf(nodes[nodes.length - 1].name);
    const isMap = outputShape.length === 3;
    if (isMap) this.#emit('Transpose', [last], { perm: { integers: [0, 2, 3, 1] } }, onnxNames.output);
    else this.#emit('Identity', [last], {}, onnxNames.output);
    const graph = [
      ...this.#parts,
      bytesField(graphFields.name, 'generator'),
      encodeValueInfo(graphFields.input, onnxNames.input, inputShape),
      encodeValueInfo(graphFields.output, onnxNames.output, outputShape),
    ];
    return Buffer.concat([
      integerField(modelFields.irVersion, irVersion),
      bytesField(modelFields.producer, 'Faceloom'),
      messageField(modelFields.graph, graph),
      messageField(modelFields.opset, [integerField(2, opsetVersion)]),
      ...Object.entries({ name, [graphKey]: JSON.stringify(this.#network.graph) }).map(([key, value]) =>
        messageField(modelFields.metadata, [bytesField(1, key), bytesField(2, value)]),
      ),
    ]);
  }

  #node(node: GraphNode, inputs: readonly string[]): string {
    const { weights } = this.#network;
    const [x] = inputs;
    const inputShape = this.#shapeOf(node.inputs[0]);
    const shape = this.#shapeOf(node.name);
    switch (node.op) {
      case 'dense': {
        const kernel = this.#weight(node, 'kernel', requirePart(weights, node, 'kernel'));
        const bias = partOf(weights, node, 'bias');
        return bias === undefined
          ? this.#emit('MatMul', [x, kernel], {})
          : this.#emit('Gemm', [x, kernel, this.#weight(node, 'bias', bias)], {});
      }
      case 'conv':
      case 'conv-transpose':
        return this.#convolution(node, x, inputShape);
      case 'affine': {
        const scaled = this.#perChannel('Mul', node, x, 'scale', shape.length);
        return this.#perChannel('Add', node, scaled, 'shift', shape.length);
      }
      case 'normalise': {
        const mean = this.#emit('ReduceMean', [this.#emit('Mul', [x, x], {})], {
          axes: { integers: [channelAxis(shape)] },
          keepdims: { integer: 1 },
        });
        const sum = this.#emit('Add', [mean, this.#scalar(node.epsilon)], {});
        return this.#emit('Div', [x, this.#emit('Sqrt', [sum], {})], {});
      }
      case 'relu':
        return this.#emit('Relu', [x], {});
      case 'leaky-relu':
        return this.#emit('LeakyRelu', [x], { alpha: { float: node.slope } });
      case 'elu':
        return this.#emit('Elu', [x], { alpha: { float: 1 } });
      case 'gelu': {
        const erf = this.#emit('Erf', [this.#emit('Mul', [x, this.#scalar(Math.SQRT1_2)], {})], {});
        const half = this.#emit('Mul', [x, this.#scalar(0.5)], {});
        return this.#emit('Mul', [half, this.#emit('Add', [erf, this.#scalar(1)], {})], {});
      }
      case 'softplus':
        return this.#emit('Softplus', [x], {});
      case 'tanh':
        return this.#emit('Tanh', [x], {});
      case 'sigmoid':
        return this.#emit('Sigmoid', [x], {});
      case 'reshape':
        return this.#reshape(x, inputShape, shape);
      case 'permute':
        return this.#permute(x, node.axes);
      case 'pad': {
        const [top, bottom, left, right] = node.sides;
        const around = BigInt64Array.from([0, 0, top, left, 0, 0, bottom, right].map(BigInt));
        return this.#emit('Pad', [x, this.#constant(elementType.int64, [8], around)], {
          mode: { string: 'constant' },
        });
      }
      case 'crop': {
        const [top, , left] = node.sides;
        const list = (...numbers: number[]) =>
          this.#constant(elementType.int64, [numbers.length], BigInt64Array.from(numbers.map(BigInt)));
        const [height, width] = shape;
        const ends = list(top + height, left + width);
        return this.#emit('Slice', [x, list(top, left), ends, list(2, 3)], {});
      }
      case 'add':
        return this.#emit('Add', inputs, {});
      case 'multiply':
        return this.#emit('Mul', inputs, {});
      case 'concat':
        return this.#emit('Concat', inputs, { axis: { integer: channelAxis(shape) } });
      case 'upsample':
        return this.#resize(x, node.factor, {
          mode: { string: 'nearest' },
          coordinate_transformation_mode: { string: 'asymmetric' },
          nearest_mode: { string: 'floor' },
        });
      case 'upsample-bilinear':
        return this.#resize(x, node.factor, {
          mode: { string: 'linear' },
          coordinate_transformation_mode: { string: 'half_pixel' },
        });
      case 'average-pool': {
        const sides = { integers: [node.factor, node.factor] };
        return this.#emit('AveragePool', [x], { kernel_shape: sides, strides: sides });
      }
      case 'batch-norm':
      case 'minibatch-deviation':
        throw new Error(`ONNX has no ${node.op}: only generators are written`);
    }
  }

  #convolution(node: GraphNode & { op: 'conv' | 'conv-transpose' }, x: string, inputShape: Shape): string {
    const { weights } = this.#network;
    const kernel = requirePart(weights, node, 'kernel');
    const [height, width] = kernel.shape;
    const windows = [height, width];
    const isTransposed = node.op === 'conv-transpose';
    const filter = this.#weight(node, 'kernel', permuted(kernel, kernelOrder));
    const bias = partOf(weights, node, 'bias');
    const begin = windows.map((window, i) => Math.floor(this.#padding(node, window, inputShape[i]) / 2));
    const end = windows.map((window, i) => this.#padding(node, window, inputShape[i]) - begin[i]);
    const rest = windows.map((window) => Math.max(node.stride - window, 0));
    return this.#emit(
      isTransposed ? 'ConvTranspose' : 'Conv',
      [x, filter, ...(bias === undefined ? [] : [this.#weight(node, 'bias', bias)])],
      {
        kernel_shape: { integers: windows },
        strides: { integers: [node.stride, node.stride] },
        pads: { integers: [...begin, ...end] },
        ...(isTransposed && rest.some((side) => side > 0) ? { output_padding: { integers: rest } } : {}),
      },
    );
  }

  /** Zeros around one side that give TensorFlow's sizes; of a transposed convolution what is cut off. */
  #padding(
    { op, padding, stride }: GraphNode & { op: 'conv' | 'conv-transpose' },
    window: number,
    side: number,
  ): number {
    if (padding === 'valid') return 0;
    const covered = op === 'conv' ? (Math.ceil(side / stride) - 1) * stride + window - side : window - stride;
    return Math.max(covered, 0);
  }

  #resize(x: string, factor: number, attributes: Attributes): string {
    const scales = this.#constant(elementType.float, [4], new Float32Array([1, 1, factor, factor]));
    return this.#emit('Resize', [x, '', scales], attributes);
  }

  /** Axes of a map are counted with its channels last, but they stand first. */
  #permute(x: string, axes: readonly number[]): string {
    if (axes.length < 3)
      return this.#emit('Transpose', [x], { perm: { integers: [0, ...axes.map((a) => a + 1)] } });
    const placeOf = [2, 3, 1];
    const [height, width, channels] = axes.map((axis) => placeOf[axis]);
    return this.#emit('Transpose', [x], { perm: { integers: [0, channels, height, width] } });
  }

  #perChannel(op: 'Mul' | 'Add', node: GraphNode, x: string, part: string, rank: number): string {
    const weight = partOf(this.#network.weights, node, part);
    if (weight === undefined) return x;
    const sides = rank === 3 ? [1, 1] : [];
    return this.#emit(
      op,
      [x, this.#weight(node, part, { ...weight, shape: [...weight.shape, ...sides] })],
      {},
    );
  }

  /** Numbers keep the order that they have with channels last. */
  #reshape(x: string, from: Shape, to: Shape): string {
    const isPixel = (shape: Shape) => shape.length === 3 && shape[0] * shape[1] === 1;
    const last =
      from.length === 3 && !isPixel(from)
        ? this.#emit('Transpose', [x], { perm: { integers: [0, 2, 3, 1] } })
        : x;
    const target = isPixel(to) ? [to[2], 1, 1] : to;
    const sides = this.#constant(
      elementType.int64,
      [target.length + 1],
      BigInt64Array.from([-1, ...target].map(BigInt)),
    );
    const shaped = this.#emit('Reshape', [last, sides], {});
    return to.length === 3 && !isPixel(to)
      ? this.#emit('Transpose', [shaped], { perm: { integers: [0, 3, 1, 2] } })
      : shaped;
  }

  #shapeOf(name: string): Shape {
    const shape = this.#shapes.get(name);
    if (shape === undefined) throw new Error(`no shape of "${name}"`);
    return shape;
  }

  #emit(
    op: string,
    inputs: readonly string[],
    attributes: Attributes,
    output = `${op}_${this.#count++}`,
  ): string {
    this.#parts.push(encodeNode(op, inputs, output, attributes));
    return output;
  }

  /** A weight by its name; one of few bits becomes floats when the model is loaded. */
  #weight({ name }: GraphNode, part: string, weight: NetworkWeight): string {
    const full = `${name}.${part}`;
    this.#parts.push(encodeTensor(full, elementTypes[weight.precision], weight.shape, packedBytes(weight)));
    return weight.precision === 'fp32'
      ? full
      : this.#emit('Cast', [full], { to: { integer: elementType.float } });
  }

  #scalar(value: number): string {
    return this.#constant(elementType.float, [], new Float32Array([value]));
  }

  #constant(type: number, shape: Shape, values: ArrayBufferView): string {
    const name = `constant_${this.#count++}`;
    this.#parts.push(encodeTensor(name, type, shape, bytesOf(values)));
    return name;
  }
}

/** Where the last axis of a value stands: maps have it first. */
const channelAxis = (shape: Shape): number => (shape.length === 3 ? 1 : shape.length);
