import type { GpuProgram } from '../../../gpu/gpu-program.ts';
import { type Tensor, tf, type Variable } from '../../engines/tf.ts';
import { UnrecordableStepError } from '../attributes.ts';
import type { NamedTensors, RecordedFunction } from '../functions.ts';
import { keepValues } from '../kept-values.ts';
import { assemble, type RecordedCalls } from './assemble.ts';
import { type RecordedFor, type RecordingBackend, withRecordingBackend } from './recording-backend.ts';
import type { RecordedBuffer } from './recording-device.ts';

/** Functions to record, with the variables that they change. Values are of no account, shapes are. */
export interface Recordable {
  state: ReadonlyMap<string, Variable>;
  functions: Readonly<Record<string, RecordedFunction>>;
  /** Gives back the variables and the inputs of the functions. */
  dispose(): void;
}

/**
 * Records each function once for a GPU. `create` makes the variables and functions and is called with a backend of
 * TensorFlow.js that computes nothing. Throws UnrecordableStepError where a list of dispatches cannot repeat a function.
 */
export function recordProgram(target: RecordedFor, create: () => Recordable): Promise<GpuProgram> {
  return withRecordingBackend(target, (backend) => {
    const { state, functions, dispose } = create();
    try {
      const buffers = placeState(backend, state);
      const recorded = new Map<string, RecordedCalls>();
      for (const [name, each] of Object.entries(functions))
        recorded.set(name, recordFunction(backend, state, each));
      return assemble(buffers, recorded, target.limits);
    } finally {
      dispose();
    }
  });
}

/** Gives each variable a buffer of its own: a variable that was made from another shares it until one of them changes. */
function placeState(
  backend: RecordingBackend,
  state: ReadonlyMap<string, Variable>,
): Map<string, RecordedBuffer> {
  const buffers = new Map<string, RecordedBuffer>();
  for (const [name, variable] of state) {
    tf.tidy(() => variable.assign(tf.zeros(variable.shape)));
    buffers.set(name, emptyBufferOf(backend, variable));
  }
  return buffers;
}

function recordFunction(
  backend: RecordingBackend,
  state: ReadonlyMap<string, Variable>,
  { inputs, run }: RecordedFunction,
): RecordedCalls {
  const before = keepValues(state.values());
  const examples: NamedTensors = Object.fromEntries(
    Object.entries(inputs).map(([name, { shape }]) => [name, tf.zeros(shape)]),
  );
  const inputBuffers = new Map(
    Object.entries(examples).map(([name, tensor]) => [name, emptyBufferOf(backend, tensor)]),
  );
  backend.takeWork();
  try {
    const changes = new Map<string, RecordedBuffer>();
    const results: RecordedBuffer[] = [];
    tf.tidy(() => {
      results.push(floatBufferOf(backend, run(examples)));
      for (const [name, variable] of state)
        if (before.hasChanged(variable)) changes.set(name, floatBufferOf(backend, variable));
    });
    return { inputs: inputBuffers, works: backend.takeWork(), changes, result: results[0] };
  } finally {
    before.restore();
    tf.dispose(examples);
  }
}

/** The buffer of a tensor whose numbers are not the same in every call. */
function emptyBufferOf(backend: RecordingBackend, tensor: Tensor): RecordedBuffer {
  const buffer = floatBufferOf(backend, tensor);
  buffer.content = undefined;
  return buffer;
}

function floatBufferOf(backend: RecordingBackend, tensor: Tensor): RecordedBuffer {
  // A cast to a wider type changes the tensor's and leaves what is in the buffer.
  const { buffer, dtype } = backend.bufferOf(tensor);
  if (dtype !== 'float32') throw new UnrecordableStepError(`it takes or gives numbers of the type ${dtype}`);
  return buffer;
}
