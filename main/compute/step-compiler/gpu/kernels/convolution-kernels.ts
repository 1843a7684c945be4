import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';
import { type ConvolutionAttributes, convolutionOf } from './convolution.ts';
import { filterGradient } from './filter-gradient.ts';
import { usualForms } from './forms.ts';
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
      const backend = call.backend as KernelBackend;
      const form = backend.forms?.filter ?? usualForms.filter;
      if (convolution === undefined || form === 'package') return stock.kernelFunc(call);
      return filterGradient(backend, { x, dy }, convolution, form);
    },
  }),
  Conv2DBackpropInput: (stock) => ({
    ...stock,
    kernelFunc: (call) => {
      const { dy, filter: weights } = call.inputs as { dy: TensorInfo; filter: TensorInfo };
      const attributes = call.attrs as unknown as ConvolutionAttributes & { inputShape: number[] };
      const convolution = convolutionOf(attributes.inputShape, weights.shape, attributes);
      const backend = call.backend as KernelBackend;
      const form = backend.forms?.input ?? usualForms.input;
      if (convolution === undefined || form === 'package') return stock.kernelFunc(call);
      return inputGradient(backend, { dy, weights }, convolution, form);
    },
  }),
};
