import { createHash } from 'node:crypto';
import { UnrecordableStepError } from '../attributes.ts';

/** What a device allows, as far as TensorFlow.js fits its work to it. */
export interface DeviceLimits {
  maxComputeWorkgroupsPerDimension: number;
  maxComputeInvocationsPerWorkgroup: number;
  maxComputeWorkgroupSizeX: number;
  maxComputeWorkgroupStorageSize: number;
  maxStorageBuffersPerShaderStage: number;
  maxStorageBufferBindingSize: number;
}

/** A dispatch as it was asked for. */
export interface RecordedDispatch {
  kind: 'dispatch';
  code: string;
  entryPoint: string;
  /** By binding number, without the uniform. */
  buffers: readonly BufferUse[];
  uniform: Uint8Array;
  workgroups: readonly [number, number, number];
  /** Floating-point operations; absent where it is no product and no convolution. */
  operations?: number;
}

export interface BufferUse {
  buffer: RecordedBuffer;
  isWritten: boolean;
  /** Bytes from its first one on that are bound, where it stands for others behind it too. */
  span?: number;
}

/**
 * The part of a `GPUDevice` that TensorFlow.js uses. It hands on what is dispatched and executes nothing: no buffer has
 * memory on a device, and nothing can be read back. What it does not know it refuses with an `UnrecordableStepError`.
 */
export function recordingDevice(limits: DeviceLimits, note: (dispatch: RecordedDispatch) => void): GPUDevice {
  const createPass = () => {
    let pipeline: RecordedPipeline | undefined;
    let entries: readonly RecordedEntry[] = [];
    return onlyThese('pass', {
      setPipeline: (next: RecordedPipeline) => {
        pipeline = next;
      },
      setBindGroup: (_group: number, bound: readonly RecordedEntry[]) => {
        entries = bound;
      },
      dispatchWorkgroups: (x: number, y = 1, z = 1) => {
        if (pipeline === undefined) throw new UnrecordableStepError('it dispatches no shader');
        note({ ...toDispatch(pipeline, entries), workgroups: [x, y, z] });
      },
      end: () => undefined,
    });
  };
  const device = onlyThese('device', {
    limits,
    // No optional feature: what is recorded runs on every device that has the limits.
    features: new Set<string>(),
    queue: onlyThese('queue', {
      writeBuffer: (
        buffer: RecordedBuffer,
        offset: number,
        data: ArrayBuffer,
        from: number,
        bytes: number,
      ) => {
        if (!buffer.isUniform || offset !== 0)
          throw new UnrecordableStepError('it changes a buffer in the middle of the step');
        buffer.content = new Uint8Array(data, from, bytes).slice();
      },
      submit: () => undefined,
    }),
    createBuffer: ({ size, usage, mappedAtCreation = false }: GPUBufferDescriptor) =>
      new RecordedBuffer(size, usage, mappedAtCreation),
    createShaderModule: ({ code }: GPUShaderModuleDescriptor): RecordedModule => ({ code }),
    createComputePipeline: ({ compute }: RecordedPipelineDescriptor): RecordedPipeline => ({
      code: compute.module.code,
      entryPoint: compute.entryPoint,
      getBindGroupLayout: () => undefined,
    }),
    createBindGroup: ({ entries }: { entries: readonly RecordedEntry[] }) => entries,
    createCommandEncoder: () =>
      onlyThese('encoder', { beginComputePass: createPass, finish: () => undefined }),
  });
  return device as unknown as GPUDevice;
}

/** A buffer that is only spoken of. */
export class RecordedBuffer {
  readonly size: number;
  readonly usage: number;
  /** What was written into it from outside. */
  #content: Uint8Array | undefined;
  #key: string | undefined;
  #mapped: ArrayBuffer | undefined;

  constructor(size: number, usage: number, isMapped: boolean) {
    this.size = size;
    this.usage = usage;
    if (isMapped) this.#mapped = new ArrayBuffer(size);
  }

  get content(): Uint8Array | undefined {
    return this.#content;
  }

  set content(bytes: Uint8Array | undefined) {
    this.#content = bytes;
    this.#key = undefined;
  }

  /** A text that only buffers with the same content have; they may be as large as a batch of maps. */
  get contentKey(): string | undefined {
    if (this.#content !== undefined) this.#key ??= createHash('sha256').update(this.#content).digest('hex');
    return this.#key;
  }

  /** The number that is everywhere in it, as float32. */
  get onlyNumber(): number | undefined {
    if (this.#content === undefined) return undefined;
    const { buffer, byteOffset, byteLength } = this.#content;
    const [first] = new Float32Array(buffer, byteOffset, 1);
    const words = new Uint32Array(buffer, byteOffset, byteLength / 4);
    // What is not a number has many forms.
    return Number.isNaN(first) || words.some((word) => word !== words[0]) ? undefined : first;
  }

  get isUniform(): boolean {
    return (this.usage & bufferUsage.UNIFORM) !== 0;
  }

  get mapState(): 'mapped' | 'unmapped' {
    return this.#mapped === undefined ? 'unmapped' : 'mapped';
  }

  getMappedRange(): ArrayBuffer {
    if (this.#mapped === undefined) throw new UnrecordableStepError('it writes to a buffer that is in use');
    return this.#mapped;
  }

  unmap(): void {
    if (this.#mapped !== undefined) this.content = new Uint8Array(this.#mapped);
    this.#mapped = undefined;
  }

  mapAsync(): never {
    throw readsBack();
  }

  destroy(): void {
    // There is nothing to give back.
  }
}

/** `GPUBufferUsage`, by WebGPU's specification; it stands in for the global of that name. */
export const bufferUsage = {
  MAP_READ: 0x1,
  MAP_WRITE: 0x2,
  COPY_SRC: 0x4,
  COPY_DST: 0x8,
  UNIFORM: 0x40,
  STORAGE: 0x80,
} as const;

/** What is read back while a step is recorded would be the same in every step. */
export const readsBack = () =>
  new UnrecordableStepError('it reads a value back, which would be the same in every step');

interface RecordedModule {
  code: string;
}

interface RecordedPipelineDescriptor {
  compute: { module: RecordedModule; entryPoint: string };
}

interface RecordedPipeline extends RecordedModule {
  entryPoint: string;
  getBindGroupLayout(): undefined;
}

interface RecordedEntry {
  binding: number;
  resource: { buffer: RecordedBuffer; offset?: number; size?: number };
}

function toDispatch(
  { code, entryPoint }: RecordedPipeline,
  entries: readonly RecordedEntry[],
): Omit<RecordedDispatch, 'workgroups'> {
  const written = new Set([...code.matchAll(writtenBinding)].map(([, binding]) => Number(binding)));
  const inOrder = entries.toSorted((a, b) => a.binding - b.binding);
  const uniform = inOrder.pop()?.resource.buffer;
  if (uniform?.content === undefined || !uniform.isUniform || inOrder.some(isUnusual))
    throw new UnrecordableStepError('it binds something other than whole buffers and one uniform');
  return {
    kind: 'dispatch',
    code,
    entryPoint,
    buffers: inOrder.map(({ binding, resource: { buffer } }) => ({
      buffer,
      isWritten: written.has(binding),
    })),
    uniform: uniform.content,
  };
}

const writtenBinding = /@binding\((\d+)\)\s*var<storage,\s*read_write>/g;

const isUnusual = ({ binding, resource }: RecordedEntry, place: number): boolean =>
  binding !== place ||
  !(resource.buffer instanceof RecordedBuffer) ||
  resource.buffer.isUniform ||
  (resource.offset ?? 0) !== 0;

/** An object whose other properties may not be asked for. */
const onlyThese = <T extends object>(what: string, known: T): T =>
  new Proxy(known, {
    get(target, key) {
      if (key in target || typeof key === 'symbol') return Reflect.get(target, key);
      throw new UnrecordableStepError(`it asks the graphics card's ${what} for ${key}`);
    },
  });
