import { observeLayers } from '../engines/tape.ts';
import { tf } from '../engines/tf.ts';
import type { Operation } from './operation.ts';

/** What `recordOperations` has seen. */
export interface OperationRecording {
  /** Each once, in the order in which they were first used. */
  operations(): Operation[];
  stop(): void;
}

/**
 * Notes the operations, with their shapes, that the active engine is asked for until it is stopped: what a run's own
 * networks do, whatever widths they were given. Gradients count as the operation that they are tried together with.
 */
export function recordOperations(): OperationRecording {
  const backend = tf.getBackend();
  const found = new Map<string, Operation>();
  const add = (operation: Operation) => found.set(JSON.stringify(operation), operation);
  // Where the engine has no kernel of it, batch norm is a layer of many small operations.
  const stopObserving = observeLayers((op, { x }) => {
    if (op === 'batch-norm') add(batchNorm(x.shape));
  });
  const stock = tf
    .getKernelsForBackend(backend)
    .filter(({ kernelName }) => readers[kernelName] !== undefined);
  for (const kernel of stock) {
    tf.unregisterKernel(kernel.kernelName, backend);
    tf.registerKernel({
      ...kernel,
      kernelFunc: (params) => {
        const operation = readers[kernel.kernelName](
          params.inputs as Inputs,
          (params.attrs ?? {}) as Attributes,
        );
        if (operation !== undefined) add(operation);
        return kernel.kernelFunc(params);
      },
    });
  }
  return {
    operations: () => [...found.values()],
    stop() {
      stopObserving();
      for (const kernel of stock.splice(0)) {
        tf.unregisterKernel(kernel.kernelName, backend);
        tf.registerKernel(kernel);
      }
    },
  };
}

type Inputs = Readonly<Record<string, { shape: number[] }>>;
interface Attributes {
  strides?: number | [number, number];
  pad?: unknown;
  inputShape?: number[];
  filterShape?: number[];
  transposeA?: boolean;
  transposeB?: boolean;
}

const readers: Readonly<Record<string, (inputs: Inputs, attributes: Attributes) => Operation | undefined>> = {
  Conv2D: ({ x, filter }, attributes) => convolution(x.shape, filter.shape, attributes),
  FusedConv2D: ({ x, filter }, attributes) => convolution(x.shape, filter.shape, attributes),
  Conv2DBackpropInput: ({ filter }, attributes) =>
    convolution(attributes.inputShape ?? [], filter.shape, attributes),
  Conv2DBackpropFilter: ({ x }, attributes) => convolution(x.shape, attributes.filterShape ?? [], attributes),
  DepthwiseConv2dNative: ({ x, filter }, { strides, pad }) => ({
    kind: 'depthwise-convolution',
    batch: x.shape[0],
    sides: [x.shape[1], x.shape[2]],
    kernel: [filter.shape[0], filter.shape[1]],
    stride: strideOf(strides),
    padding: pad === 'valid' ? 'valid' : 'same',
    channels: x.shape[3],
  }),
  // A product whose factor is turned is the gradient of another; that one is recorded.
  BatchMatMul: ({ a, b }, { transposeA, transposeB }) => {
    if (transposeA || transposeB) return undefined;
    const [batch, rows, terms] = [a.shape.at(-3) ?? 1, a.shape.at(-2) ?? 1, a.shape.at(-1) ?? 1];
    return { kind: 'product', batch, rows, terms, columns: b.shape.at(-1) ?? 1 };
  },
  BatchNormTraining: ({ x }) => batchNorm(x.shape),
};

const batchNorm = ([batch, height, width, channels]: number[]): Operation => ({
  kind: 'batch-norm',
  batch,
  sides: [height, width],
  channels,
});

function convolution(picture: number[], filter: number[], { strides, pad }: Attributes): Operation {
  const [batch, height, width, from] = picture;
  return {
    kind: 'convolution',
    batch,
    sides: [height, width],
    kernel: [filter[0], filter[1]],
    stride: strideOf(strides),
    padding: pad === 'valid' ? 'valid' : 'same',
    from,
    to: filter[3],
  };
}

const strideOf = (strides: number | [number, number] | undefined): number =>
  Array.isArray(strides) ? strides[0] : (strides ?? 1);
