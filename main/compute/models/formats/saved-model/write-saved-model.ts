import { type GraphNode, graphInput } from '../../../../contract/models/network-graph.ts';
import { type Network, type NetworkWeight, partOf, requirePart } from '../../../graphs/network.ts';
import { graphShapes } from '../../../graphs/shapes.ts';
import {
  type Attributes,
  dataTypes,
  GraphBuilder,
  type NodeOutput,
} from '../../../step-compiler/graph-builder.ts';
import { encodeSavedModel } from '../../../step-compiler/saved-model.ts';
import { bytesOf, packedBytes } from '../packed.ts';

export const signatureName = 'serving_default';
export const tensorNames = { input: 'latents', output: 'pictures' } as const;

/** A network as TensorFlow's SavedModel, with its weights inside: `latents` [n, size] → `pictures` [n, height, width, channels]. */
export const writeSavedModel = (network: Network): Uint8Array => new SavedModelWriter(network).write();

type Shape = readonly number[];

const float = { kind: 'type', value: dataTypes.float32 } as const;
const int = { kind: 'type', value: dataTypes.int32 } as const;
const anyBatch = -1;

class SavedModelWriter {
  readonly #network: Network;
  readonly #shapes: ReadonlyMap<string, Shape>;
  readonly #graph = new GraphBuilder();

  constructor(network: Network) {
    this.#network = network;
    this.#shapes = graphShapes(network);
  }

  write(): Uint8Array {
    const { inputShape, nodes } = this.#network.graph;
    const batched = (shape: Shape) => [anyBatch, ...shape];
    const input = this.#graph.placeholder(tensorNames.input, dataTypes.float32, batched(inputShape));
    const values = new Map([[graphInput, input]]);
    let last = input;
    for (const node of nodes) {
      last = this.#node(
        node,
        node.inputs.map((name) => values.get(name) ?? name),
      );
      values.set(node.name, last);
    }
    const output = `${this.#graph.addNamed(tensorNames.output, 'Identity', [last], { T: float })}:0`;
    const info = (name: NodeOutput, shape: Shape) => ({
      output: name,
      dtype: dataTypes.float32,
      shape: batched(shape),
    });
    const outputShape = this.#shapeOf(nodes[nodes.length - 1].name);
    return encodeSavedModel(this.#graph.encode(), {
      [signatureName]: {
        inputs: { [tensorNames.input]: info(input, inputShape) },
        outputs: { [tensorNames.output]: info(output, outputShape) },
      },
    });
  }

  #node(node: GraphNode, inputs: readonly NodeOutput[]): NodeOutput {
    const { weights } = this.#network;
    const [x] = inputs;
    const shape = this.#shapeOf(node.name);
    const biased = (value: NodeOutput) => this.#withPart('AddV2', node, value, 'bias');
    switch (node.op) {
      case 'dense': {
        const kernel = this.#weight(node, 'kernel', requirePart(weights, node, 'kernel'));
        const isNot = { kind: 'bool', value: false } as const;
        return biased(this.#emit('MatMul', [x, kernel], { transpose_a: isNot, transpose_b: isNot }));
      }
      case 'conv': {
        const kernel = this.#weight(node, 'kernel', requirePart(weights, node, 'kernel'));
        return biased(this.#emit('Conv2D', [x, kernel], convolution(node)));
      }
      case 'conv-transpose': {
        const kernel = this.#weight(node, 'kernel', requirePart(weights, node, 'kernel'));
        const sizes = this.#batchAnd(x, shape);
        return biased(this.#emit('Conv2DBackpropInput', [sizes, kernel, x], convolution(node)));
      }
      case 'affine':
        return this.#withPart('AddV2', node, this.#withPart('Mul', node, x, 'scale'), 'shift');
      case 'normalise': {
        const mean = this.#emit('Mean', [this.#emit('Square', [x]), this.#integers([-1])], {
          Tidx: int,
          keep_dims: { kind: 'bool', value: true },
        });
        const sum = this.#emit('AddV2', [mean, this.#float(node.epsilon)]);
        return this.#emit('Mul', [x, this.#emit('Rsqrt', [sum])]);
      }
      case 'relu':
        return this.#emit('Relu', [x]);
      case 'leaky-relu':
        return this.#emit('LeakyRelu', [x], { alpha: { kind: 'float', value: node.slope } });
      case 'elu': {
        const below = this.#emit('Expm1', [this.#emit('Minimum', [x, this.#float(0)])]);
        return this.#emit('AddV2', [this.#emit('Relu', [x]), below]);
      }
      case 'gelu': {
        const erf = this.#emit('Erf', [this.#emit('Mul', [x, this.#float(Math.SQRT1_2)])]);
        const half = this.#emit('Mul', [x, this.#float(0.5)]);
        return this.#emit('Mul', [half, this.#emit('AddV2', [erf, this.#float(1)])]);
      }
      case 'softplus':
        return this.#emit('Softplus', [x]);
      case 'tanh':
        return this.#emit('Tanh', [x]);
      case 'sigmoid':
        return this.#emit('Sigmoid', [x]);
      case 'reshape':
        return this.#emit('Reshape', [x, this.#integers([anyBatch, ...shape])], { Tshape: int });
      case 'permute':
        return this.#emit('Transpose', [x, this.#integers([0, ...node.axes.map((axis) => axis + 1)])], {
          Tperm: int,
        });
      case 'pad': {
        const [top, bottom, left, right] = node.sides;
        const around = this.#graph.constant(
          dataTypes.int32,
          [4, 2],
          bytesOf(Int32Array.of(0, 0, top, bottom, left, right, 0, 0)),
        );
        return this.#emit('Pad', [x, around], { Tpaddings: int });
      }
      case 'crop': {
        const [top, , left] = node.sides;
        const rest = [-1, ...shape];
        return this.#emit('Slice', [x, this.#integers([0, top, left, 0]), this.#integers(rest)], {
          Index: int,
        });
      }
      case 'add':
        return this.#emit('AddV2', inputs);
      case 'multiply':
        return this.#emit('Mul', inputs);
      case 'concat':
        return this.#emit('ConcatV2', [...inputs, this.#scalar(shape.length)], {
          N: { kind: 'int', value: inputs.length },
          Tidx: int,
        });
      case 'upsample':
        return this.#emit('ResizeNearestNeighbor', [x, this.#integers(shape.slice(0, 2))], {
          align_corners: { kind: 'bool', value: false },
          half_pixel_centers: { kind: 'bool', value: false },
        });
      case 'upsample-bilinear':
        return this.#emit('ResizeBilinear', [x, this.#integers(shape.slice(0, 2))], {
          align_corners: { kind: 'bool', value: false },
          half_pixel_centers: { kind: 'bool', value: true },
        });
      case 'average-pool': {
        const sides = { kind: 'int', value: [1, node.factor, node.factor, 1] } as const;
        return this.#emit('AvgPool', [x], {
          ksize: sides,
          strides: sides,
          padding: { kind: 'string', value: 'VALID' },
          data_format: { kind: 'string', value: 'NHWC' },
        });
      }
      case 'batch-norm':
      case 'minibatch-deviation':
        throw new Error(`no SavedModel of a ${node.op}: only generators are written`);
    }
  }

  /** [batch of x, …shape], known when it runs. */
  #batchAnd(x: NodeOutput, shape: Shape): NodeOutput {
    const sizes = `${this.#graph.add('Shape', [x], { T: float, out_type: int })}:0`;
    const masks = ['begin_mask', 'end_mask', 'ellipsis_mask', 'new_axis_mask', 'shrink_axis_mask'];
    const none = { kind: 'int', value: 0 } as const;
    const batch = this.#graph.add(
      'StridedSlice',
      [sizes, this.#integers([0]), this.#integers([1]), this.#integers([1])],
      { T: int, Index: int, ...Object.fromEntries(masks.map((mask) => [mask, none])) },
    );
    const all = this.#graph.add('ConcatV2', [`${batch}:0`, this.#integers(shape), this.#scalar(0)], {
      N: { kind: 'int', value: 2 },
      T: int,
      Tidx: int,
    });
    return `${all}:0`;
  }

  #withPart(op: 'Mul' | 'AddV2', node: GraphNode, x: NodeOutput, part: string): NodeOutput {
    const weight = partOf(this.#network.weights, node, part);
    return weight === undefined ? x : this.#emit(op, [x, this.#weight(node, part, weight)]);
  }

  /** A constant of the weight's name; one of few bits becomes floats when the graph is optimised. */
  #weight({ name }: GraphNode, part: string, weight: NetworkWeight): NodeOutput {
    const dtype = weightTypes[weight.precision];
    const constant = this.#graph.addNamed(`${name}.${part}`, 'Const', [], {
      dtype: { kind: 'type', value: dtype },
      value: { kind: 'tensor', dtype, shape: weight.shape, content: packedBytes(weight) },
    });
    if (weight.precision === 'fp32') return `${constant}:0`;
    const types = { SrcT: { kind: 'type', value: dtype }, DstT: float } as const;
    return `${this.#graph.add('Cast', [`${constant}:0`], types)}:0`;
  }

  #integers(values: readonly number[]): NodeOutput {
    return this.#graph.constant(dataTypes.int32, [values.length], bytesOf(Int32Array.from(values)));
  }

  #float(value: number): NodeOutput {
    return this.#graph.constant(dataTypes.float32, [], bytesOf(Float32Array.of(value)));
  }

  #scalar(value: number): NodeOutput {
    return this.#graph.constant(dataTypes.int32, [], bytesOf(Int32Array.of(value)));
  }

  #emit(op: string, inputs: readonly NodeOutput[], attributes: Attributes = {}): NodeOutput {
    return `${this.#graph.add(op, inputs, { T: float, ...attributes })}:0`;
  }

  #shapeOf(name: string): Shape {
    const shape = this.#shapes.get(name);
    if (shape === undefined) throw new Error(`no shape of "${name}"`);
    return shape;
  }
}

/** TensorFlow's numbers of the types of weights. */
export const weightTypes = {
  fp32: dataTypes.float32,
  fp16: dataTypes.float16,
  int8: dataTypes.int8,
} as const satisfies Record<NetworkWeight['precision'], number>;

const convolution = ({ stride, padding }: { stride: number; padding: 'same' | 'valid' }): Attributes => ({
  strides: { kind: 'int', value: [1, stride, stride, 1] },
  padding: { kind: 'string', value: padding.toUpperCase() },
  data_format: { kind: 'string', value: 'NHWC' },
  dilations: { kind: 'int', value: [1, 1, 1, 1] },
  use_cudnn_on_gpu: { kind: 'bool', value: true },
  explicit_paddings: { kind: 'int', value: [] },
});
