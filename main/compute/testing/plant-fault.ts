import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs';
import { type Tensor, tf } from '../engines/tf.ts';

/** Ways in which a kernel can fail, for tests of the proof. */
export type PlantedFault =
  | 'last-third'
  | 'one-in-ten-thousand'
  | 'not-a-number'
  | 'changing'
  | 'last-bits'
  | 'hang'
  | NodeJS.Signals;

/** Makes a kernel of a backend fail from now on; gives back what undoes it. */
export function plantFault(kernelName: string, backendName: string, fault: PlantedFault): () => void {
  const stock = tf.getKernel(kernelName, backendName);
  tf.unregisterKernel(kernelName, backendName);
  let calls = 0;
  tf.registerKernel({
    ...stock,
    kernelFunc: (params) => {
      calls += 1;
      if (fault === 'hang') for (;;);
      if (fault.startsWith('SIG')) process.kill(process.pid, fault as NodeJS.Signals);
      const right = stock.kernelFunc(params) as Tensor;
      const { shape } = right;
      const channels = shape[shape.length - 1];
      const count = shape.reduce((product, side) => product * side, 1);
      const wrong = (index: number): number | undefined => {
        switch (fault) {
          case 'last-third':
            return index % channels >= (2 * channels) / 3 ? 0.5 : undefined;
          case 'one-in-ten-thousand':
            return index % 10_000 === 77 ? 0 : undefined;
          case 'not-a-number':
            return index === count - 1 ? Number.NaN : undefined;
          case 'last-bits':
            return calls % 3 === 0 ? 1 + 2 ** -23 : undefined;
          default:
            return calls % 2 === 0 && index % 7 === 0 ? 1.2 : undefined;
        }
      };
      const factors = tf.tensor(
        Float32Array.from({ length: count }, (_, i) => wrong(i) ?? 1),
        shape,
      );
      const made = tf.engine().makeTensorFromTensorInfo(right);
      return tf.mul(made, factors);
    },
  });
  return () => {
    tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel(stock);
  };
}

/** Rounds the inputs of a kernel to so many bits of fraction from now on, cutting the others off; gives back what undoes it. */
export function plantRounding(kernelName: string, backendName: string, bits: number): () => void {
  const stock = tf.getKernel(kernelName, backendName);
  const kept = -1 << (23 - bits);
  const cut = ({ dataId, shape }: TensorInfo, backend: KernelBackend): Tensor => {
    const numbers = Float32Array.from(backend.readSync(dataId) as Float32Array);
    const words = new Int32Array(numbers.buffer);
    for (let i = 0; i < words.length; i++) words[i] &= kept;
    return tf.tensor(numbers, shape);
  };
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    ...stock,
    kernelFunc: (params) =>
      stock.kernelFunc({
        ...params,
        inputs: Object.fromEntries(
          Object.entries(params.inputs).map(([name, info]) => [
            name,
            info && cut(info, params.backend as KernelBackend),
          ]),
        ),
      }),
  });
  return () => {
    tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel(stock);
  };
}
