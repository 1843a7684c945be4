import type { KernelConfig } from '@tensorflow/tfjs';
import { tf } from './tf.ts';

/** Registers a kernel, in place of the one that stands there already; TensorFlow.js would warn and replace it too. */
export function setKernel(kernel: KernelConfig): void {
  const { kernelName, backendName } = kernel;
  if (tf.getKernel(kernelName, backendName) !== undefined) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel(kernel);
}
