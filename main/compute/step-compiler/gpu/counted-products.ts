import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';
import { type ConvolutionAttributes, convolutionOf } from './kernels/convolution.ts';
import type { RecordedWork } from './recorded-work.ts';
import type { RecordedDispatch } from './recording-device.ts';

/** A backend that counts what its kernels compute. */
export interface CountingBackend {
  /** What `run` asks for takes so many floating-point operations. */
  countAs<T>(operations: number, run: () => T): T;
}

/** The same kernel; that of a product or a convolution tells a backend that counts how much it computes. */
export function counted(stock: KernelConfig): KernelConfig {
  const multiplications = multiplicationsOf(stock.kernelName);
  if (multiplications === undefined) return stock;
  return {
    ...stock,
    kernelFunc: (call) => {
      const { inputs, attrs, backend } = call as unknown as Call & { backend: Partial<CountingBackend> };
      if (backend.countAs === undefined) return stock.kernelFunc(call);
      return backend.countAs(2 * multiplications(inputs, attrs), () => stock.kernelFunc(call));
    },
  };
}

/**
 * The same works, of which those that a product was made with say how much each of them computes. A kernel may fill its result
 * with zeros before, which reads nothing, and add up parts after; the product itself has the most dispatches, and of equally
 * many it is the first that reads. What was counted by itself already stays as it is.
 */
export function withOperations(works: readonly RecordedWork[], operations: number): RecordedWork[] {
  const byCode = new Map<string, number>();
  for (const work of works)
    if (work.kind === 'dispatch' && work.operations === undefined && reads(work))
      byCode.set(work.code, (byCode.get(work.code) ?? 0) + 1);
  const [code, count] = [...byCode].toSorted(([, a], [, b]) => b - a)[0] ?? [undefined, 0];
  const isProduct = (work: RecordedWork): work is RecordedDispatch =>
    work.kind === 'dispatch' && work.code === code;
  return works.map((work) => (isProduct(work) ? { ...work, operations: operations / count } : work));
}

const reads = ({ buffers }: RecordedDispatch): boolean => buffers.some(({ isWritten }) => !isWritten);

interface Call {
  inputs: Readonly<Record<string, TensorInfo>>;
  attrs: Readonly<Record<string, unknown>>;
}

type Multiplications = (inputs: Call['inputs'], attributes: Call['attrs']) => number;

/** Of a kernel by its name; undefined where it is neither a product nor a convolution. */
export const multiplicationsOf = (kernelName: string): Multiplications | undefined => products[kernelName];

/** How often a kernel multiplies, zeros at the edges of pictures included. */
const products: Readonly<Record<string, Multiplications>> = {
  Conv2D: ({ x, filter }, attributes) => ofConvolution(x.shape, filter.shape, attributes),
  Conv2DBackpropInput: ({ filter }, attributes) =>
    ofConvolution(attributes['inputShape'], filter.shape, attributes),
  Conv2DBackpropFilter: ({ x }, attributes) => ofConvolution(x.shape, attributes['filterShape'], attributes),
  BatchMatMul: ({ a, b }, { transposeA }) => {
    const terms = a.shape[a.shape.length - (transposeA === true ? 2 : 1)];
    // One of the two may be there for all of the other's.
    const batch = Math.max(...[a, b].map(({ shape }) => product(shape.slice(0, -2))));
    return (batch * product(a.shape.slice(-2)) * product(b.shape.slice(-2))) / terms;
  },
};

function ofConvolution(picture: unknown, filter: unknown, attributes: Call['attrs']): number {
  const convolution = convolutionOf(
    picture as number[],
    filter as number[],
    attributes as unknown as ConvolutionAttributes,
  );
  if (convolution === undefined) return 0;
  const { batch, output, filter: sides, from, to } = convolution;
  return product([batch, ...output, ...sides, from, to]);
}

const product = (sides: readonly number[]): number => sides.reduce((all, side) => all * side, 1);
