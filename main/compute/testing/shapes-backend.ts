import { repairGradients } from '../engines/gradient-repairs.ts';
import { type Tensor, tf } from '../engines/tf.ts';

/**
 * A backend of TensorFlow.js that knows the shapes of tensors and no numbers: the step of the widest network goes through
 * all its operations in a moment and in no memory. A kernel that is missing here throws. Add its shape below; and where it
 * sums products, have it recorded and proved too (main/compute/operations).
 */
export async function useShapesBackend(): Promise<void> {
  tf.registerBackend('shapes', () => new ShapesBackend());
  for (const [kernelName, shapesOf] of Object.entries(shapes)) {
    tf.registerKernel({
      kernelName,
      backendName: 'shapes',
      kernelFunc: ({ inputs, backend, attrs }) => {
        const made = shapesOf(inputs as unknown as Inputs, (attrs ?? {}) as Attributes);
        const infos = made.map((shape) => ({
          dataId: (backend as ShapesBackend).make(),
          shape,
          dtype: 'float32' as const,
        }));
        return severalResults.has(kernelName) ? infos : infos[0];
      },
    });
  }
  repairGradients();
  for (const kernelName of ['Mean', 'Sum']) withoutOnes(kernelName);
  await tf.setBackend('shapes');
}

/**
 * The gradient of a sum multiplies with as many ones as were added up, and that of a mean too. TensorFlow.js writes them all out;
 * here the other factor is a tensor without numbers.
 */
function withoutOnes(kernelName: string): void {
  tf.unregisterGradient(kernelName);
  tf.registerGradient({
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attributes) => {
      const [x] = saved;
      const [shape] = summed({ x }, { ...(attributes as Attributes), keepDims: true });
      return { x: () => tf.mul(tf.reshape(dy as Tensor, shape), tf.zerosLike(x)) };
    },
  });
}

type Inputs = Readonly<Record<string, { shape: number[] }>>;
type Attributes = Readonly<
  Partial<{
    axis: number | number[];
    begin: number[];
    size: number[];
    dim: number;
    filterShape: number[];
    inputShape: number[];
    keepDims: boolean;
    numOrSizeSplits: number | number[];
    pad: 'same' | 'valid' | number;
    paddings: [number, number][];
    perm: number[];
    shape: number[];
    strides: number | [number, number];
    transposeA: boolean;
    transposeB: boolean;
  }>
>;
type Shapes = (inputs: Inputs, attributes: Attributes) => number[][];

const same: Shapes = (inputs) => [Object.values(inputs)[0].shape];
const broadcast: Shapes = ({ a, b }) => [tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape)];
const summed: Shapes = ({ x }, { axis = [], keepDims = false }) => {
  const axes = tf.util.parseAxisParam(axis, x.shape);
  return [x.shape.flatMap((side, i) => (axes.includes(i) ? (keepDims ? [1] : []) : [side]))];
};

/** By kernel, the shapes of what it gives. */
const shapes: Readonly<Record<string, Shapes>> = {
  Conv2D: ({ x, filter }, { strides = 1, pad = 'same' }) => [
    tf.backend_util.computeConv2DInfo(asFour(x.shape), asFour(filter.shape), strides, 1, pad).outShape,
  ],
  DepthwiseConv2dNative: ({ x, filter }, { strides = 1, pad = 'same' }) => [
    tf.backend_util.computeConv2DInfo(asFour(x.shape), asFour(filter.shape), strides, 1, pad, undefined, true)
      .outShape,
  ],
  DepthwiseConv2dNativeBackpropInput: (_, { inputShape = [] }) => [inputShape],
  Conv2DBackpropInput: (_, { inputShape = [] }) => [inputShape],
  Conv2DBackpropFilter: (_, { filterShape = [] }) => [filterShape],
  BatchMatMul: ({ a, b }, { transposeA, transposeB }) => [
    [...a.shape.slice(0, -2), a.shape.at(transposeA ? -1 : -2) ?? 1, b.shape.at(transposeB ? -2 : -1) ?? 1],
  ],

  Add: broadcast,
  LessEqual: broadcast,
  Minimum: broadcast,
  Multiply: broadcast,
  Pow: broadcast,
  RealDiv: broadcast,
  Sub: broadcast,
  Abs: same,
  AddN: same,
  Cast: same,
  Identity: same,
  LeakyRelu: same,
  Neg: same,
  Relu: same,
  Reverse: same,
  Rsqrt: same,
  Sigmoid: same,
  Softplus: same,
  Sqrt: same,
  Square: same,
  Step: same,
  Tanh: same,
  ZerosLike: same,

  Mean: summed,
  Sum: summed,

  Concat: (inputs, { axis = 0 }) => [
    tf.backend_util.computeOutShape(
      Object.values(inputs).map(({ shape }) => shape),
      tf.util.parseAxisParam(axis, inputs[0].shape)[0],
    ),
  ],
  Pack: (inputs) => [[Object.keys(inputs).length, ...inputs[0].shape]],
  PadV2: ({ x }, { paddings = [] }) => [x.shape.map((side, i) => side + paddings[i][0] + paddings[i][1])],
  Reshape: ({ x }, { shape = [] }) => [tf.util.inferFromImplicitShape(shape, tf.util.sizeFromShape(x.shape))],
  Slice: ({ x }, { begin = [], size = [] }) => [
    x.shape.map((side, i) => (size[i] === -1 ? side - begin[i] : size[i])),
  ],
  SplitV: ({ x }, { numOrSizeSplits = 1, axis = 0 }) => {
    const [along] = tf.util.parseAxisParam(axis, x.shape);
    return tf.backend_util
      .prepareSplitSize(x as Tensor, numOrSizeSplits, along)
      .map((part) => x.shape.with(along, part));
  },
  Transpose: ({ x }, { perm = [] }) => [perm.map((i) => x.shape[i])],
  Unpack: ({ value }, { axis = 0 }) => {
    const [along] = tf.util.parseAxisParam(axis, value.shape);
    return Array.from({ length: value.shape[along] }, () => value.shape.toSpliced(along, 1));
  },
};

const severalResults: ReadonlySet<string> = new Set(['SplitV', 'Unpack']);

const asFour = (shape: number[]) => shape as [number, number, number, number];

class ShapesBackend extends tf.KernelBackend {
  #count = 0;

  make(): object {
    this.#count += 1;
    return {};
  }

  override write(): object {
    return this.make();
  }

  /** Reading a loss gives NaN, since nothing was computed. */
  override readSync(): Float32Array {
    return Float32Array.of(Number.NaN);
  }

  override disposeData(): boolean {
    this.#count -= 1;
    return true;
  }

  override numDataIds(): number {
    return this.#count;
  }

  override incRef(): void {
    // Nothing is held that would have to be counted.
  }

  override refCount(): number {
    return 1;
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }
}
