import { createRequire } from 'node:module';
import { type Tensor, tf } from '../../engines/tf.ts';
import { type CountingBackend, withOperations } from './counted-products.ts';
import type { WantedForms } from './kernels/gpu-kernel.ts';
import { type NotingBackend, registerNotedKernels } from './noted-kernels.ts';
import type { RecordedWork } from './recorded-work.ts';
import {
  bufferUsage,
  type DeviceLimits,
  RecordedBuffer,
  readsBack,
  recordingDevice,
} from './recording-device.ts';
import { registerRecordingKernels } from './recording-kernels.ts';

/** The GPU that a program is recorded for: TensorFlow.js picks some kernels by its limits and its maker. */
export interface RecordedFor {
  limits: DeviceLimits;
  vendor: string;
  architecture: string;
  /** Of our own kernels, where others are wanted than the usual ones. */
  forms?: WantedForms | undefined;
}

/** What code that runs meanwhile asks TensorFlow.js for, and the buffers behind tensors. */
export interface RecordingBackend {
  /** What was asked for since the last call. */
  takeWork(): RecordedWork[];
  /** The buffer of a tensor, which is uploaded now if it was not yet, and the type of the numbers in it. */
  bufferOf(tensor: Tensor): { buffer: RecordedBuffer; dtype: string };
}

/**
 * Runs `record` with a backend of TensorFlow.js that computes nothing and notes the work of its WebGPU kernels. The backend
 * that was active before is active again when it has ended.
 */
export async function withRecordingBackend<T>(
  target: RecordedFor,
  record: (backend: RecordingBackend) => T,
): Promise<T> {
  const before = tf.getBackend();
  // Not after the globals are there: it would take them for a page's and register itself.
  const { WebGPUBackend } = loadPackage();
  const restoreGlobals = replaceGlobals();
  try {
    const works: RecordedWork[] = [];
    const device = recordingDevice(target.limits, (dispatch) => works.push(dispatch));
    const backend = withoutReuse(new WebGPUBackend(device, target));
    const noting: Omit<NotingBackend, 'makeTensorInfo'> & CountingBackend = {
      note: (work) => works.push(work),
      bufferOf({ dataId }) {
        backend.uploadToGPU(dataId);
        const { resource, dtype } = backend.tensorMap.get(dataId);
        return { buffer: resource, dtype };
      },
      countAs(operations, run) {
        const before = works.length;
        const made = run();
        works.push(...withOperations(works.splice(before), operations));
        return made;
      },
    };
    tf.registerBackend(name, () => Object.assign(backend, noting, { forms: target.forms }));
    await tf.setBackend(name);
    return record({ takeWork: () => works.splice(0), bufferOf: noting.bufferOf });
  } finally {
    if (tf.getBackend() === name) tf.removeBackend(name);
    restoreGlobals();
    // Nothing is active before the first engine is loaded.
    if (before) await tf.setBackend(before);
  }
}

const name = 'gpu-recording';

/** The parts of tfjs-backend-webgpu that recording looks behind; it has had no release since 4.22.0. */
interface WebGpuBackend {
  readonly bufferManager: { releaseBuffer(buffer: RecordedBuffer): void };
  readonly tensorMap: { get(dataId: object): { resource: RecordedBuffer; dtype: string } };
  uploadToGPU(dataId: object): void;
  readSync(dataId: object): unknown;
}

type KernelBackend = ReturnType<typeof tf.backend>;

interface WebGpuPackage {
  WebGPUBackend: new (device: GPUDevice, adapter: RecordedFor) => WebGpuBackend & KernelBackend;
}

let loaded: WebGpuPackage | undefined;

/** Registers the kernels under the name of the recording backend too. */
function loadPackage(): WebGpuPackage {
  if (loaded === undefined) {
    const require = createRequire(import.meta.url);
    loaded = require('@tensorflow/tfjs-backend-webgpu') as WebGpuPackage;
    registerRecordingKernels(name);
    registerNotedKernels(name);
  }
  return loaded;
}

/**
 * Every tensor gets a buffer of its own, so that a buffer has one value from its first dispatch on: what is computed twice
 * can then be told, and where values really lie is planned afterwards (buffer-plan.ts).
 */
function withoutReuse<B extends WebGpuBackend>(backend: B): B {
  backend.bufferManager.releaseBuffer = () => undefined;
  const { readSync, tensorMap } = backend;
  backend.readSync = (dataId) => {
    if (tensorMap.get(dataId).resource instanceof RecordedBuffer) throw readsBack();
    return readSync.call(backend, dataId);
  };
  return backend;
}

/**
 * The package looks for WebGPU's names among the globals of a page. They stand there only while something is recorded, as
 * real ones may be needed at other times.
 */
function replaceGlobals(): () => void {
  const page: Record<string, unknown> = globalThis as Record<string, unknown>;
  const kept = new Map(Object.keys(standIns).map((key) => [key, Object.getOwnPropertyDescriptor(page, key)]));
  for (const [key, value] of Object.entries(standIns))
    Object.defineProperty(page, key, { value, configurable: true, writable: true });
  return () => {
    for (const [key, descriptor] of kept)
      if (descriptor === undefined) delete page[key];
      else Object.defineProperty(page, key, descriptor);
  };
}

const standIns = {
  navigator: { gpu: {} },
  GPUBuffer: RecordedBuffer,
  GPUTexture: class {},
  GPUBufferUsage: bufferUsage,
};
