import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';
import { tf } from '../../engines/tf.ts';
import { multiplicationsOf } from './counted-products.ts';
import { longestDispatch, tooLong } from './kernels/product.ts';

/**
 * The package makes a whole convolution or product of matrices in one dispatch, however large it is. Here one that would keep
 * a card busy for too long is made in pieces, which are put together: of pictures first, and of the channels of a picture
 * where a single one is still too much. Throws UnrecordableStepError where the smallest piece is.
 */
export function inPieces(kernel: KernelConfig, most = longestDispatch): KernelConfig {
  const multiplications = multiplicationsOf(kernel.kernelName);
  const waysOf = ways[kernel.kernelName];
  if (multiplications === undefined || waysOf === undefined) return kernel;
  return {
    ...kernel,
    kernelFunc: (call) => {
      const attributes = call.attrs as unknown as Attributes;
      const backend = call.backend as ReturnType<typeof tf.backend>;
      const runStock = (name: string, given: object, attrs: object): TensorInfo =>
        stockKernel(name).kernelFunc({ inputs: given, attrs, backend } as never) as TensorInfo;

      const run = (inputs: Inputs): TensorInfo => {
        const count = multiplications(inputs, attributes);
        if (count <= most) return kernel.kernelFunc({ ...call, inputs: inputs as never }) as TensorInfo;
        const way = waysOf(inputs, attributes).find(({ input, axis }) => inputs[input].shape[axis] > 1);
        if (way === undefined) throw tooLong(count);
        const whole = inputs[way.input];
        const length = whole.shape[way.axis];
        const fitting = Math.max(1, Math.floor((most * length) / count));
        const size = fitting > way.multiple ? fitting - (fitting % way.multiple) : fitting;
        const pieces: TensorInfo[] = [];
        for (let first = 0; first < length; first += size) {
          const begin = whole.shape.map((_, axis) => (axis === way.axis ? first : 0));
          const sides = whole.shape.with(way.axis, Math.min(size, length - first));
          const some = runStock('Slice', { x: whole }, { begin, size: sides });
          pieces.push(run({ ...inputs, [way.input]: some }));
          backend.disposeData(some.dataId);
        }
        const made = runStock('Concat', pieces, { axis: pieces[0].shape.length - way.fromLast });
        for (const { dataId } of pieces) backend.disposeData(dataId);
        return made;
      };
      return run(call.inputs as unknown as Inputs);
    },
  };
}

type Inputs = Readonly<Record<string, TensorInfo>>;
type Attributes = Readonly<Record<string, unknown>>;

/** An axis of an input that goes on as an axis of the result, so that each stretch of it can be computed by itself. */
interface Way {
  input: string;
  axis: number;
  /** Which axis of the result it is, counted from behind: the last one is 1. */
  fromLast: number;
  /** Pieces of so many or more have a multiple of it: kernels are faster where channels come in fours. */
  multiple: number;
}

/** In the order in which they are tried, by kernel name. */
const ways: Readonly<Record<string, (inputs: Inputs, attributes: Attributes) => readonly Way[]>> = {
  Conv2D: (_, { dataFormat }) =>
    dataFormat === 'NCHW'
      ? []
      : [
          { input: 'x', axis: 0, fromLast: 4, multiple: 1 },
          { input: 'filter', axis: 3, fromLast: 1, multiple: 4 },
        ],
  BatchMatMul: ({ a, b }, { transposeA, transposeB }) => [
    { input: 'a', axis: a.shape.length - (transposeA === true ? 1 : 2), fromLast: 2, multiple: 4 },
    { input: 'b', axis: b.shape.length - (transposeB === true ? 2 : 1), fromLast: 1, multiple: 4 },
  ],
};

function stockKernel(name: string): KernelConfig {
  const kernel = tf.getKernel(name, 'webgpu');
  if (kernel === undefined) throw new Error(`TensorFlow.js has no kernel ${name} for WebGPU`);
  return kernel;
}
