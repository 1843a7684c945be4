import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../../../engines/tf.ts';
import type { ProtobufMessage } from '../../../files/protobuf/read.ts';
import { UnusableModelError } from '../../../files/unusable-file.ts';
import { type ForeignOperation, openForeign } from '../executor.ts';
import type { OpenedModel } from '../format.ts';
import { unpackedValues } from '../packed.ts';
import { attributeFields, elementType } from './proto.ts';
import { type OnnxTensor, parseOnnx } from './read-onnx.ts';
import { onnxNames } from './write-onnx.ts';

type Attributes = ReadonlyMap<string, ProtobufMessage>;

/**
 * Runs a model node by node, by the definitions of the operators (onnx.ai/onnx/operators): what proves an export where no
 * runtime of ONNX is at hand. Only the operators that exports are made of.
 */
export function openOnnx(bytes: Uint8Array): OpenedModel {
  const { nodes, tensors } = parseOnnx(bytes);
  const constants = new Map(tensors.map((tensor) => [tensor.name, toTensor(tensor)]));
  // What stands for an input that is left out.
  constants.set('', tf.tensor1d([]));
  return openForeign({ nodes, constants, operations, input: onnxNames.input, output: onnxNames.output });
}

function toTensor({ name, elementType: type, shape, raw }: OnnxTensor): Tensor {
  const dims = [...shape];
  switch (type) {
    case elementType.float:
      return tf.tensor(unpackedValues(raw, 'fp32'), dims);
    case elementType.float16:
      return tf.tensor(unpackedValues(raw, 'fp16'), dims);
    case elementType.int8:
      return tf.tensor(unpackedValues(raw, 'int8'), dims);
    case elementType.int64:
      return tf.tensor1d([...new BigInt64Array(new Uint8Array(raw).buffer)].map(Number), 'int32');
    default:
      throw new UnusableModelError(`The weight "${name}" is of a kind that is not known.`);
  }
}

const integers = (attributes: Attributes, name: string): number[] =>
  attributes.get(name)?.integers(attributeFields.integers) ?? [];

/** Runs what TensorFlow.js has for channels that come last. */
const asChannelsLast = (x: Tensor, run: (x: Tensor4D) => Tensor): Tensor =>
  tf.transpose(run(tf.transpose(x as Tensor4D, [0, 2, 3, 1])), [0, 3, 1, 2]);

const biased = (x: Tensor, bias: Tensor | undefined): Tensor =>
  bias === undefined ? x : tf.add(x, tf.reshape(bias, [1, -1, 1, 1]));

const operations: Readonly<Record<string, ForeignOperation<Tensor, Attributes>>> = {
  Identity: ([x]) => x,
  // All that is cast are weights, which have been made floats already.
  Cast: ([x]) => x,
  MatMul: ([x, kernel]) => tf.matMul(x as Tensor2D, kernel as Tensor2D),
  Gemm: ([x, kernel, bias]) => tf.add(tf.matMul(x as Tensor2D, kernel as Tensor2D), bias),
  Add: ([a, b]) => tf.add(a, b),
  Mul: ([a, b]) => tf.mul(a, b),
  Div: ([a, b]) => tf.div(a, b),
  Sqrt: ([x]) => tf.sqrt(x),
  ReduceMean: ([x], attributes) => tf.mean(x, integers(attributes, 'axes'), true),
  Relu: ([x]) => tf.relu(x),
  LeakyRelu: ([x], attributes) => tf.leakyRelu(x, attributes.get('alpha')?.float(attributeFields.float)),
  Elu: ([x], attributes) => {
    const alpha = attributes.get('alpha')?.float(attributeFields.float) ?? 1;
    return tf.add(tf.relu(x), tf.mul(alpha, tf.expm1(tf.minimum(x, 0))));
  },
  Erf: ([x]) => tf.erf(x),
  Softplus: ([x]) => tf.softplus(x),
  Tanh: ([x]) => tf.tanh(x),
  Sigmoid: ([x]) => tf.sigmoid(x),
  Concat: (inputs, attributes) =>
    tf.concat([...inputs], attributes.get('axis')?.integer(attributeFields.integer)),
  Transpose: ([x], attributes) => tf.transpose(x, integers(attributes, 'perm')),
  Reshape: ([x, shape]) => tf.reshape(x, [...shape.dataSync()]),
  Pad: ([x, around]) => {
    const sides = [...around.dataSync()];
    return tf.pad(
      x,
      x.shape.map((_, axis): [number, number] => [sides[axis], sides[axis + x.rank]]),
    );
  },
  Slice: ([x, starts, ends, axes]) => {
    const [from, to] = [starts.dataSync(), ends.dataSync()];
    const begin = x.shape.map(() => 0);
    const size = [...x.shape];
    for (const [place, axis] of axes.dataSync().entries()) {
      begin[axis] = from[place];
      size[axis] = to[place] - from[place];
    }
    return tf.slice(x, begin, size);
  },
  Resize: ([x, , scales], attributes) => {
    const [, , height, width] = scales.dataSync();
    const isLinear = attributes.get('mode')?.string(attributeFields.string) === 'linear';
    return asChannelsLast(x, (map) => {
      const size: [number, number] = [map.shape[1] * height, map.shape[2] * width];
      return isLinear
        ? tf.image.resizeBilinear(map, size, false, true)
        : tf.image.resizeNearestNeighbor(map, size);
    });
  },
  AveragePool: ([x], attributes) => {
    const [height, width] = integers(attributes, 'kernel_shape');
    const [down, right] = integers(attributes, 'strides');
    return asChannelsLast(x, (map) => tf.avgPool(map, [height, width], [down, right], 'valid'));
  },
  Conv: ([x, kernel, bias], attributes) => {
    const [top, left, bottom, right] = integers(attributes, 'pads');
    const [stride] = integers(attributes, 'strides');
    const filter = tf.transpose(kernel as Tensor4D, [2, 3, 1, 0]);
    const made = asChannelsLast(x, (map) =>
      tf.conv2d(
        tf.pad(map, [
          [0, 0],
          [top, bottom],
          [left, right],
          [0, 0],
        ]),
        filter,
        stride,
        'valid',
      ),
    );
    return biased(made, bias);
  },
  // Spread out in full, then cut by the padding; what is padded at the output is zeros.
  ConvTranspose: ([x, kernel, bias], attributes) => {
    const [top, left, bottom, right] = integers(attributes, 'pads');
    const [stride] = integers(attributes, 'strides');
    const [moreRows = 0, moreColumns = 0] = integers(attributes, 'output_padding');
    const filter = tf.transpose(kernel as Tensor4D, [2, 3, 1, 0]);
    const [height, width, channels] = filter.shape;
    const made = asChannelsLast(x, (map) => {
      const [batch, rows, columns] = map.shape;
      const full: Tensor4D['shape'] = [
        batch,
        (rows - 1) * stride + height,
        (columns - 1) * stride + width,
        channels,
      ];
      const spread = tf.conv2dTranspose(map, filter, full, stride, 'valid');
      const padded = tf.pad(spread, [
        [0, 0],
        [0, moreRows],
        [0, moreColumns],
        [0, 0],
      ]);
      const size = [full[1] + moreRows - top - bottom, full[2] + moreColumns - left - right];
      return tf.slice(padded, [0, top, left, 0], [batch, size[0], size[1], channels]);
    });
    return biased(made, bias);
  },
};
