import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';
import {
  type PackedUpdateAttributes,
  packedUpdate,
  sumOfSquaresKernel,
} from '../../engines/packed-operations.ts';
import { setKernel } from '../../engines/set-kernel.ts';
import { tf } from '../../engines/tf.ts';
import { type Broadcast, broadcastOf } from './broadcast.ts';
import { type ElementwiseName, elementwise } from './elementwise.ts';
import type { RecordedWork } from './recorded-work.ts';
import type { BufferUse, RecordedBuffer } from './recording-device.ts';

/** What kernels that only note their work ask of the backend that records. */
export interface NotingBackend {
  note(work: RecordedWork): void;
  bufferOf(tensor: TensorInfo): { buffer: RecordedBuffer; dtype: string };
  makeTensorInfo(shape: number[], dtype: 'float32'): TensorInfo;
}

/**
 * Registers kernels that say what is to be computed and leave it to the program's assembly how: operations on single elements,
 * which are put together there, and those on many tensors. Where one does not fit, the package's own is used.
 */
export function registerNotedKernels(backendName: string): void {
  for (const operation of Object.keys(elementwise) as ElementwiseName[]) {
    const stock = tf.getKernel(operation, backendName);
    setKernel({
      kernelName: operation,
      backendName,
      kernelFunc: (given) => noteElementwise(operation, given as unknown as Given) ?? stock.kernelFunc(given),
    });
  }
  const zerosLike: KernelConfig['kernelFunc'] = ({ inputs, backend }) =>
    (tf.getKernel('Fill', backendName) as KernelConfig).kernelFunc({
      inputs: {},
      attrs: { shape: (inputs['x'] as TensorInfo).shape, value: 0, dtype: (inputs['x'] as TensorInfo).dtype },
      backend,
    });
  setKernel({ kernelName: 'ZerosLike', backendName, kernelFunc: zerosLike });
  setKernel({
    kernelName: packedUpdate,
    backendName,
    kernelFunc: (given) => noteUpdate(given as unknown as GivenUpdate),
  });
  setKernel({
    kernelName: sumOfSquaresKernel,
    backendName,
    kernelFunc: ({ inputs, backend }) => {
      const noting = backend as unknown as NotingBackend;
      const made = noting.makeTensorInfo([], 'float32');
      const buffers = (inputs as unknown as TensorInfo[]).map((tensor) => reading(noting, tensor));
      noting.note({ kind: 'squares', buffers: [...buffers, writing(noting, made)] });
      return made;
    },
  });
}

interface Given {
  inputs: Readonly<Record<string, TensorInfo>>;
  attrs?: Readonly<Record<string, unknown>>;
  backend: NotingBackend;
}

function noteElementwise(
  operation: ElementwiseName,
  { inputs, attrs, backend }: Given,
): TensorInfo | undefined {
  const operands = ['a', 'b', 'x'].flatMap((name) => inputs[name] ?? []);
  const number = attrs?.['alpha'] ?? attrs?.['value'];
  const isFloat = operands.every((operand) => backend.bufferOf(operand).dtype === 'float32');
  if (!isFloat || (operation === 'Fill' && (attrs?.['dtype'] ?? 'float32') !== 'float32')) return undefined;
  const shape = operands.length === 0 ? (attrs?.['shape'] as number[]) : broadcastShape(operands);
  // Nothing is dispatched for a tensor without elements.
  if (shape.includes(0)) return undefined;
  const broadcasts: Broadcast[] = [];
  for (const operand of operands) {
    const broadcast = broadcastOf(operand.shape, shape);
    if (broadcast === undefined) return undefined;
    broadcasts.push(broadcast);
  }
  const made = backend.makeTensorInfo(shape, 'float32');
  backend.note({
    kind: 'elementwise',
    operation,
    buffers: [...operands.map((operand) => reading(backend, operand)), writing(backend, made)],
    broadcasts,
    numbers: typeof number === 'number' ? [number] : [],
  });
  return made;
}

const broadcastShape = ([a, b = a]: readonly TensorInfo[]): number[] =>
  tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);

interface GivenUpdate {
  inputs: readonly TensorInfo[];
  attrs: PackedUpdateAttributes;
  backend: NotingBackend;
}

function noteUpdate({ inputs, attrs, backend }: GivenUpdate): TensorInfo[] {
  const updated = inputs.slice(0, attrs.updates * attrs.members);
  const made = updated.map(({ shape }) => backend.makeTensorInfo(shape, 'float32'));
  backend.note({
    kind: 'update',
    ...attrs,
    buffers: [
      ...inputs.map((tensor) => reading(backend, tensor)),
      ...made.map((tensor) => writing(backend, tensor)),
    ],
  });
  return made;
}

const reading = (backend: NotingBackend, tensor: TensorInfo): BufferUse => ({
  buffer: backend.bufferOf(tensor).buffer,
  isWritten: false,
});
const writing = (backend: NotingBackend, tensor: TensorInfo): BufferUse => ({
  buffer: backend.bufferOf(tensor).buffer,
  isWritten: true,
});
