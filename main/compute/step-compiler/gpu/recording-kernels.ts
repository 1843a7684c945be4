import type { KernelConfig } from '@tensorflow/tfjs';
import { setKernel } from '../../engines/set-kernel.ts';
import { type Tensor, tf } from '../../engines/tf.ts';
import { counted } from './counted-products.ts';
import { columnKernels } from './kernels/column-sums.ts';
import { convolutionKernels } from './kernels/convolution-kernels.ts';
import { inPieces } from './products-in-pieces.ts';

/** Registers the WebGPU kernels for a backend of another name, with those of our own in their places. */
export function registerRecordingKernels(backendName: string): void {
  for (const kernel of tf.getKernelsForBackend('webgpu')) setKernel({ ...ours(kernel), backendName });
}

const ours = (kernel: KernelConfig): KernelConfig =>
  inPieces(counted(replacements[kernel.kernelName]?.(kernel) ?? kernel));

/**
 * The package's sum takes all its terms in one dispatch, however many a device can bind. Here it takes as many as fit, and
 * goes on from their sum: the order of addition is the same.
 */
function inParts(kernel: KernelConfig): KernelConfig {
  return {
    ...kernel,
    kernelFunc: ({ inputs, backend, ...rest }) => {
      const terms = inputs as unknown as Tensor[];
      const most = (backend as { device: GPUDevice }).device.limits.maxStorageBuffersPerShaderStage - 1;
      const sumOf = (some: Tensor[]) =>
        kernel.kernelFunc({ inputs: some as unknown as typeof inputs, backend, ...rest }) as Tensor;
      let sum = sumOf(terms.slice(0, most));
      for (let done = most; done < terms.length; done += most - 1) {
        const before = sum;
        sum = sumOf([before, ...terms.slice(done, done + most - 1)]);
        (backend as ReturnType<typeof tf.backend>).disposeData(before.dataId);
      }
      return sum;
    },
  };
}

const replacements: Readonly<Record<string, (stock: KernelConfig) => KernelConfig>> = {
  AddN: inParts,
  ...columnKernels,
  ...convolutionKernels,
};
