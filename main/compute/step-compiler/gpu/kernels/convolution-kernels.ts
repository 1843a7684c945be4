import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';
import { type ConvolutionAttributes, convolutionOf } from './convolution.ts';
import { filterGradient } from './filter-gradient.ts';
import type { KernelBackend } from './gpu-kernel.ts';
import { inputGradient } from './input-gradient.ts';

/** Kernels in the places of the package's own, which compute each element of a gradient by itself; by kernel name. */
export const convolutionKernels: Readonly<Record<string, (stock: KernelConfig) => KernelConfig>> = {
  Conv2DBackpropFilter: (stock) => ({
    ...stock,
    kernelFunc: (call) => {
      const { x, dy } = call.inputs as { x: TensorInfo; dy: TensorInfo };
      const attributes = call.attrs as unknown as ConvolutionAttributes & { filterShape: number[] };
      const convolution = convolutionOf(x.shape, attributes.filterShape, attributes);
      if (convolution === undefined) return stock.kernelFunc(call);
      return filterGradient(call.backend as KernelBackend, { x, dy }, convolution);
    },
  }),
  Conv2DBackpropInput: (stock) => ({
    ...stock,
    kernelFunc: (call) => {
      const { dy, filter: weights } = call.inputs as { dy: TensorInfo; filter: TensorInfo };
      const attributes = call.attrs as unknown as ConvolutionAttributes & { inputShape: number[] };
      const convolution = convolutionOf(attributes.inputShape, weights.shape, attributes);
      if (convolution === undefined) return stock.kernelFunc(call);
      return inputGradient(call.backend as KernelBackend, { dy, weights }, convolution);
    },
  }),
};
