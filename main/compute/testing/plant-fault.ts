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
