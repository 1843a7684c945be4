import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';
import { tf } from '../../engines/tf.ts';
import { type ConvolutionAttributes, convolutionOf } from './kernels/convolution.ts';
import { longestDispatch } from './kernels/product.ts';

/**
 * The package's convolution is one dispatch, however many pictures there are. Here it takes as many at a time as a card may be
 * kept busy with, and puts the results together.
 */
export function inPieces(kernel: KernelConfig, most = longestDispatch): KernelConfig {
  if (kernel.kernelName !== 'Conv2D') return kernel;
  return {
    ...kernel,
    kernelFunc: (call) => {
      const { x, filter } = call.inputs as { x: TensorInfo; filter: TensorInfo };
      const attributes = call.attrs as unknown as ConvolutionAttributes;
      const convolution = convolutionOf(x.shape, filter.shape, attributes);
      if (convolution === undefined) return kernel.kernelFunc(call);
      const { batch, output, filter: sides, from, to } = convolution;
      const ofPicture = output[0] * output[1] * sides[0] * sides[1] * from * to;
      const pictures = Math.max(1, Math.floor(most / ofPicture));
      if (pictures >= batch) return kernel.kernelFunc(call);
      const backend = call.backend as ReturnType<typeof tf.backend>;
      const run = (name: string, inputs: object, attrs: object): TensorInfo =>
        stockKernel(name).kernelFunc({ inputs, attrs, backend } as never) as TensorInfo;
      const pieces: TensorInfo[] = [];
      for (let first = 0; first < batch; first += pictures) {
        const size = [Math.min(pictures, batch - first), ...x.shape.slice(1)];
        const some = run('Slice', { x }, { begin: [first, 0, 0, 0], size });
        pieces.push(kernel.kernelFunc({ ...call, inputs: { x: some, filter } }) as TensorInfo);
        backend.disposeData(some.dataId);
      }
      const whole = run('Concat', pieces, { axis: 0 });
      for (const { dataId } of pieces) backend.disposeData(dataId);
      return whole;
    },
  };
}

function stockKernel(name: string): KernelConfig {
  const kernel = tf.getKernel(name, 'webgpu');
  if (kernel === undefined) throw new Error(`TensorFlow.js has no kernel ${name} for WebGPU`);
  return kernel;
}
