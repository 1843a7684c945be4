import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../../../engines/tf.ts';
import type { ProtobufMessage } from '../../../files/protobuf/read.ts';
import { UnusableModelError } from '../../../files/unusable-file.ts';
import { dataTypes } from '../../../step-compiler/graph-builder.ts';
import { type ForeignOperation, openForeign } from '../executor.ts';
import type { OpenedModel } from '../format.ts';
import { unpackedValues } from '../packed.ts';
import { constantOf, parseSavedModel, type SavedNode } from './read-saved-model.ts';
import { tensorNames } from './write-saved-model.ts';

type Attributes = ReadonlyMap<string, ProtobufMessage>;

/** Runs a SavedModel node by node where native TensorFlow is not at hand. Only the operations that exports are made of. */
export function openSavedModelHere(bytes: Uint8Array): OpenedModel {
  const constants = new Map<string, Tensor>();
  const nodes = [];
  for (const node of parseSavedModel(bytes)) {
    if (node.op === 'Placeholder') continue;
    if (node.op === 'Const') constants.set(`${node.name}:0`, toTensor(node));
    else nodes.push({ ...node, output: `${node.name}:0` });
  }
  const [input, output] = [`${tensorNames.input}:0`, `${tensorNames.output}:0`];
  return openForeign({ nodes, constants, operations, input, output });
}

function toTensor(node: SavedNode): Tensor {
  const { dtype, shape, content } = constantOf(node);
  switch (dtype) {
    case dataTypes.float32:
      return tf.tensor(unpackedValues(content, 'fp32'), [...shape]);
    case dataTypes.float16:
      return tf.tensor(unpackedValues(content, 'fp16'), [...shape]);
    case dataTypes.int8:
      return tf.tensor(unpackedValues(content, 'int8'), [...shape]);
    case dataTypes.int32:
      return tf.tensor(new Int32Array(new Uint8Array(content).buffer), [...shape], 'int32');
    default:
      throw new UnusableModelError(`The constant "${node.name}" is of a kind that is not known.`);
  }
}

/** AttrValue: the list is field 1, its integers field 3; a string is field 2, a float field 4, a boolean field 5. */
const integersOf = (attributes: Attributes, name: string): number[] =>
  attributes.get(name)?.message(1).integers(3) ?? [];

const strideOf = (attributes: Attributes): number => integersOf(attributes, 'strides')[1];
const paddingOf = (attributes: Attributes): 'same' | 'valid' =>
  attributes.get('padding')?.string(2) === 'SAME' ? 'same' : 'valid';

const operations: Readonly<Record<string, ForeignOperation<Tensor, Attributes>>> = {
  Identity: ([x]) => x,
  // All that is cast are weights, which have been made floats already.
  Cast: ([x]) => x,
  MatMul: ([x, kernel]) => tf.matMul(x as Tensor2D, kernel as Tensor2D),
  Conv2D: ([x, kernel], attributes) =>
    tf.conv2d(x as Tensor4D, kernel as Tensor4D, strideOf(attributes), paddingOf(attributes)),
  Conv2DBackpropInput: ([sizes, kernel, x], attributes) =>
    tf.conv2dTranspose(
      x as Tensor4D,
      kernel as Tensor4D,
      [...sizes.dataSync()] as Tensor4D['shape'],
      strideOf(attributes),
      paddingOf(attributes),
    ),
  AddV2: ([a, b]) => tf.add(a, b),
  Mul: ([a, b]) => tf.mul(a, b),
  Square: ([x]) => tf.square(x),
  Rsqrt: ([x]) => tf.rsqrt(x),
  Mean: ([x, axes], attributes) =>
    tf.mean(x, [...axes.dataSync()], attributes.get('keep_dims')?.integer(5) === 1),
  Relu: ([x]) => tf.relu(x),
  LeakyRelu: ([x], attributes) => tf.leakyRelu(x, attributes.get('alpha')?.float(4)),
  Minimum: ([a, b]) => tf.minimum(a, b),
  Expm1: ([x]) => tf.expm1(x),
  Erf: ([x]) => tf.erf(x),
  Softplus: ([x]) => tf.softplus(x),
  Tanh: ([x]) => tf.tanh(x),
  Sigmoid: ([x]) => tf.sigmoid(x),
  Reshape: ([x, shape]) => tf.reshape(x, [...shape.dataSync()]),
  Transpose: ([x, order]) => tf.transpose(x, [...order.dataSync()]),
  Pad: ([x, around]) => tf.pad(x, around.arraySync() as [number, number][]),
  Slice: ([x, begin, size]) => tf.slice(x, [...begin.dataSync()], [...size.dataSync()]),
  Shape: ([x]) => tf.tensor1d(x.shape, 'int32'),
  StridedSlice: ([x, begin, end, strides]) =>
    tf.stridedSlice(x, [...begin.dataSync()], [...end.dataSync()], [...strides.dataSync()]),
  ConcatV2: (inputs) => tf.concat(inputs.slice(0, -1), inputs[inputs.length - 1].dataSync()[0]),
  ResizeNearestNeighbor: ([x, size]) => {
    const [height, width] = size.dataSync();
    return tf.image.resizeNearestNeighbor(x as Tensor4D, [height, width]);
  },
  ResizeBilinear: ([x, size], attributes) => {
    const [height, width] = size.dataSync();
    const atMiddles = attributes.get('half_pixel_centers')?.integer(5) === 1;
    return tf.image.resizeBilinear(x as Tensor4D, [height, width], false, atMiddles);
  },
  AvgPool: ([x], attributes) => {
    const [, height, width] = integersOf(attributes, 'ksize');
    return tf.avgPool(x as Tensor4D, [height, width], strideOf(attributes), paddingOf(attributes));
  },
};
