import { type GraphNode, graphInput, type NetworkGraph } from '../../contract/models/network-graph.ts';
import { doubled, halved, minibatchDeviation } from '../engines/operations.ts';
import { type Tensor, type Tensor2D, type Tensor3D, type Tensor4D, tf } from '../engines/tf.ts';

type GraphWeights = ReadonlyMap<string, Tensor>;

/** Computes a graph for a batch of inputs. It must be sound (see `graphShapes`), and its weights be there by their names. */
export function runGraph({ nodes }: NetworkGraph, weights: GraphWeights, input: Tensor): Tensor {
  const values = new Map([[graphInput, input]]);
  let output = input;
  for (const node of nodes) {
    const inputs = node.inputs.map((name) => {
      const value = values.get(name);
      if (value === undefined) throw new Error(`"${node.name}" comes before "${name}"`);
      return value;
    });
    output = compute(node, inputs, (part) => weights.get(`${node.name}.${part}`));
    values.set(node.name, output);
  }
  return output;
}

function compute(
  node: GraphNode,
  inputs: readonly Tensor[],
  part: (name: string) => Tensor | undefined,
): Tensor {
  const [x, y] = inputs;
  const scaled = (value: Tensor, scale: Tensor | undefined, shift: Tensor | undefined): Tensor => {
    const product = scale === undefined ? value : tf.mul(value, scale);
    return shift === undefined ? product : tf.add(product, shift);
  };
  const kernel = <T extends Tensor>(): T => {
    const found = part('kernel');
    if (found === undefined) throw new Error(`"${node.name}" has no kernel`);
    return found as T;
  };
  switch (node.op) {
    case 'dense':
      return scaled(tf.matMul(x as Tensor2D, kernel<Tensor2D>()), undefined, part('bias'));
    case 'conv': {
      const { stride, padding } = node;
      return scaled(tf.conv2d(x as Tensor4D, kernel<Tensor4D>(), stride, padding), undefined, part('bias'));
    }
    case 'conv-transpose': {
      const { stride, padding } = node;
      const filter = kernel<Tensor4D>();
      const [height, width, to] = filter.shape;
      const side = (input: number, window: number) =>
        input * stride + (padding === 'same' ? 0 : Math.max(window - stride, 0));
      const [batch, fromHeight, fromWidth] = x.shape;
      const shape: Tensor4D['shape'] = [batch, side(fromHeight, height), side(fromWidth, width), to];
      return scaled(
        tf.conv2dTranspose(x as Tensor4D, filter, shape, stride, padding),
        undefined,
        part('bias'),
      );
    }
    case 'affine':
      return scaled(x, part('scale'), part('shift'));
    case 'batch-norm': {
      const axes = x.shape.slice(1).map((_, axis) => axis);
      const { mean, variance } = tf.moments(x, axes);
      const normed: Tensor = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, node.epsilon)));
      return scaled(normed, part('scale'), part('shift'));
    }
    case 'normalise':
      return tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), node.epsilon)));
    case 'minibatch-deviation':
      return minibatchDeviation(x as Tensor4D, node.epsilon);
    case 'relu':
      return tf.relu(x);
    case 'leaky-relu':
      return tf.leakyRelu(x, node.slope);
    case 'elu':
      return tf.add(tf.relu(x), tf.expm1(tf.minimum(x, 0)));
    case 'gelu':
      return tf.mul(x, tf.mul(0.5, tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2)))));
    case 'softplus':
      // The obvious form overflows where x is large.
      return tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x)))));
    case 'tanh':
      return tf.tanh(x);
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'reshape':
      return tf.reshape(x, [x.shape[0], ...node.shape]);
    case 'permute':
      return tf.transpose(x, [0, ...node.axes.map((axis) => axis + 1)]);
    case 'pad': {
      const [top, bottom, left, right] = node.sides;
      return tf.pad(x, [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ]);
    }
    case 'crop': {
      const [top, bottom, left, right] = node.sides;
      const [, height, width]: number[] = x.shape;
      return tf.slice(x, [0, top, left, 0], [-1, height - top - bottom, width - left - right, -1]);
    }
    case 'add':
      return tf.add(x, y);
    case 'multiply':
      return tf.mul(x, y);
    case 'concat':
      return tf.concat([...inputs], -1);
    case 'upsample':
      return upsampled(x as Tensor4D, node.factor);
    case 'upsample-bilinear':
      return enlargedBilinearly(x as Tensor4D, node.factor);
    case 'average-pool':
      return node.factor === 2
        ? halved(x as Tensor4D)
        : tf.avgPool(x as Tensor4D, node.factor, node.factor, 'valid');
  }
}

function upsampled(x: Tensor4D, factor: number): Tensor4D {
  if (factor === 2) return doubled(x);
  return tf.image.resizeNearestNeighbor(x, [x.shape[1] * factor, x.shape[2] * factor]);
}

/**
 * Row and column i of the output lie at (i + ½) / factor − ½ of the input. Copies beside each other along the channels, then
 * along the rows: engines' own resizing has no gradient at the middles of pixels.
 */
function enlargedBilinearly(x: Tensor4D, factor: number): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const wide = stretched(tf.reshape(x, [batch * height, width, channels]), factor);
  const tall = stretched(tf.reshape(wide, [batch, height, width * factor * channels]), factor);
  return tf.reshape(tall, [batch, height * factor, width * factor, channels]);
}

/** [lines, length, numbers] → [lines, length · factor, numbers]. */
function stretched(x: Tensor3D, factor: number): Tensor3D {
  const [lines, length, numbers] = x.shape;
  const part = (start: number, size: number) => tf.slice(x, [0, start, 0], [lines, size, numbers]);
  const before = tf.concat([part(0, 1), part(0, length - 1)], 1);
  const after = tf.concat([part(1, length - 1), part(length - 1, 1)], 1);
  const phases = Array.from({ length: factor }, (_, phase) => {
    const place = (phase + 0.5) / factor - 0.5;
    return tf.add(tf.mul(x, 1 - Math.abs(place)), tf.mul(place < 0 ? before : after, Math.abs(place)));
  });
  return tf.reshape(tf.concat(phases, 2), [lines, length * factor, numbers]);
}
