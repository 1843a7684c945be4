import { compile } from './compile.ts';
import { onTrouble } from './device-trouble.ts';
import { inErrorScopes } from './error-scopes.ts';
import { GpuFailure } from './gpu-failure.ts';
import {
  type BoundBuffer,
  type Dispatch,
  type GpuFunction,
  type GpuProgram,
  uniformAlignment,
} from './gpu-program.ts';
import { inSubmits } from './submits.ts';

/**
 * Runs a program on a WebGPU device. All memory is taken at the beginning; a call writes its inputs, encodes a pass for each
 * of its submits and reads its result back. Calls may be made before the results of earlier ones are there: they run in order.
 */
export class GpuExecutor {
  readonly #device: GPUDevice;
  readonly #program: GpuProgram;
  readonly #memory: Memory;
  readonly #functions: ReadonlyMap<string, BoundFunction>;
  /** Buffers to read results from: all that there are, and by size those that no call is using. */
  readonly #readers = new Set<GPUBuffer>();
  readonly #free = new Map<number, GPUBuffer[]>();
  readonly #stopListening: () => void;
  #failure: Error | undefined;

  private constructor(
    device: GPUDevice,
    program: GpuProgram,
    memory: Memory,
    functions: ReadonlyMap<string, BoundFunction>,
  ) {
    this.#device = device;
    this.#program = program;
    this.#memory = memory;
    this.#functions = functions;
    this.#stopListening = onTrouble(device, (failure) => {
      this.#failure ??= failure;
    });
  }

  /** Compiles the shaders, which may take seconds. State and scratch memory are zero. Throws GpuFailure. */
  static async create(device: GPUDevice, program: GpuProgram): Promise<GpuExecutor> {
    const taken: GPUBuffer[] = [];
    try {
      const pipelines = await Promise.all(program.shaders.map((shader) => compile(device, shader)));
      const created = await inErrorScopes(device, () => createAll(device, program, pipelines, taken));
      if ('trouble' in created) throw created.trouble;
      if (await isGone(device)) throw lostWhileCompiling();
      return new GpuExecutor(device, program, created.made.memory, created.made.functions);
    } catch (error) {
      for (const buffer of taken) buffer.destroy();
      // What a lost device refuses says nothing of the program.
      throw (await isGone(device)) ? lostWhileCompiling() : error;
    }
  }

  /** Calls a function with float32 numbers by the names of its inputs; gives its result. */
  async run(name: string, inputs: Readonly<Record<string, Float32Array>>): Promise<Float32Array> {
    const called = this.#functions.get(name);
    if (called === undefined) throw new Error(`the program has no function "${name}"`);
    this.#check();
    const { queue } = this.#device;
    for (const index of called.inputs) {
      const { name: input, bytes } = this.#program.inputs[index];
      queue.writeBuffer(this.#memory.input[index], 0, exactly(inputs[input], bytes, input));
    }
    const passes = called.submits.map((dispatches) => () => this.#encode(dispatches));
    for (const encode of passes.slice(0, -1)) queue.submit([encode().finish()]);
    const encoder = passes.at(-1)?.() ?? this.#device.createCommandEncoder();
    const { result } = called;
    const reader = this.#takeReader(result.bytes);
    // Before the state changes, as a result may be its old value.
    encoder.copyBufferToBuffer(this.#bufferOf(result), result.offset, reader, 0, result.bytes);
    for (const { from, to } of called.copies) {
      const { index, offset } = this.#program.state[to];
      encoder.copyBufferToBuffer(
        this.#bufferOf(from),
        from.offset,
        this.#memory.kept[index],
        offset,
        from.bytes,
      );
    }
    queue.submit([encoder.finish()]);
    const values = await this.#read(reader);
    // A reader that failed is destroyed with the program.
    this.#free.set(reader.size, [...(this.#free.get(reader.size) ?? []), reader]);
    this.#check();
    return values;
  }

  /** Sets all of the state, by name. */
  writeState(values: ReadonlyMap<string, Float32Array>): void {
    this.#check();
    for (const { name, bytes, index, offset } of this.#program.state)
      this.#device.queue.writeBuffer(
        this.#memory.kept[index],
        offset,
        exactly(values.get(name), bytes, name),
      );
  }

  /** All of the state, by name, as it is after the calls that were made. */
  async readState(): Promise<Map<string, Float32Array>> {
    this.#check();
    const { state } = this.#program;
    const encoder = this.#device.createCommandEncoder();
    // One for each buffer, as all in one piece may be more than a card gives; copied at once, before later calls.
    const readers = new Map<number, GPUBuffer>();
    for (const { index } of state) {
      if (readers.has(index)) continue;
      const kept = this.#memory.kept[index];
      const reader = this.#createReader(kept.size);
      readers.set(index, reader);
      encoder.copyBufferToBuffer(kept, 0, reader, 0, kept.size);
    }
    this.#device.queue.submit([encoder.finish()]);
    try {
      const read = new Map<number, Float32Array>();
      for (const [index, reader] of readers) {
        read.set(index, await this.#read(reader));
        reader.destroy();
      }
      this.#check();
      return new Map(
        state.map(({ name, bytes, index, offset }) => [
          name,
          (read.get(index) as Float32Array).slice(offset / 4, (offset + bytes) / 4),
        ]),
      );
    } finally {
      for (const reader of readers.values()) reader.destroy();
    }
  }

  /** Gives its memory back; the device stays. */
  dispose(): void {
    this.#stopListening();
    for (const buffer of Object.values(this.#memory).flat()) buffer.destroy();
    for (const reader of this.#readers) reader.destroy();
    this.#readers.clear();
    this.#free.clear();
  }

  #encode(dispatches: readonly BoundDispatch[]): GPUCommandEncoder {
    const encoder = this.#device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const { pipeline, group, workgroups } of dispatches) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(...workgroups);
    }
    pass.end();
    return encoder;
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #bufferOf({ kind, index }: BoundBuffer): GPUBuffer {
    return this.#memory[kind][index];
  }

  #takeReader(bytes: number): GPUBuffer {
    const free = this.#free.get(bytes)?.pop();
    if (free !== undefined) return free;
    const reader = this.#createReader(bytes);
    this.#readers.add(reader);
    return reader;
  }

  #createReader(bytes: number): GPUBuffer {
    return this.#device.createBuffer({ size: bytes, usage: usages.MAP_READ | usages.COPY_DST });
  }

  async #read(reader: GPUBuffer): Promise<Float32Array> {
    try {
      await reader.mapAsync(mapRead);
    } catch (cause) {
      // The device says so a moment later than the buffer.
      await Promise.resolve();
      throw this.#failure ?? new GpuFailure('lost', 'The graphics card gave no numbers back.', { cause });
    }
    const values = new Float32Array(reader.getMappedRange().slice(0));
    reader.unmap();
    return values;
  }
}

/** Whether the device was lost already. */
const isGone = (device: GPUDevice): Promise<boolean> =>
  Promise.race([
    device.lost.then(() => true),
    new Promise<false>((resolve) => setTimeout(resolve, 0, false)),
  ]);

const lostWhileCompiling = () =>
  new GpuFailure('lost', 'The graphics card was lost while it compiled the steps.');

interface Created {
  memory: Memory;
  functions: ReadonlyMap<string, BoundFunction>;
}

/** Every buffer is added to `taken` as soon as it is made. */
function createAll(
  device: GPUDevice,
  program: GpuProgram,
  pipelines: readonly GPUComputePipeline[],
  taken: GPUBuffer[],
): Created {
  const memory = takeMemory(device, program, taken);
  const functions = new Map(
    Object.entries(program.functions).map(([name, each]) => [
      name,
      {
        ...each,
        submits: inSubmits(each.dispatches).map((some) =>
          some.map((dispatch) => bind(device, pipelines, memory, dispatch)),
        ),
      },
    ]),
  );
  return { memory, functions };
}

type Memory = Record<BoundBuffer['kind'] | 'uniforms', GPUBuffer[]>;

interface BoundFunction extends GpuFunction {
  submits: readonly (readonly BoundDispatch[])[];
}

interface BoundDispatch {
  pipeline: GPUComputePipeline;
  group: GPUBindGroup;
  workgroups: Dispatch['workgroups'];
}

/** `GPUBufferUsage` and `GPUMapMode.READ`, by WebGPU's specification: Node has no such globals. */
const usages = { MAP_READ: 0x1, COPY_SRC: 0x4, COPY_DST: 0x8, UNIFORM: 0x40, STORAGE: 0x80 };
const mapRead = 0x1;

function takeMemory(device: GPUDevice, program: GpuProgram, taken: GPUBuffer[]): Memory {
  const take = (size: number, usage: number): GPUBuffer => {
    const buffer = device.createBuffer({ size, usage });
    taken.push(buffer);
    return buffer;
  };
  const storage = (size: number): GPUBuffer => take(size, usages.STORAGE | usages.COPY_SRC | usages.COPY_DST);
  const filled = (content: Uint8Array, buffer: GPUBuffer): GPUBuffer => {
    device.queue.writeBuffer(buffer, 0, content);
    return buffer;
  };
  const uniforms = take(
    Math.max(uniformAlignment, program.uniforms.length),
    usages.UNIFORM | usages.COPY_DST,
  );
  return {
    scratch: program.scratch.map(storage),
    constant: program.constants.map((content) => filled(content, storage(content.length))),
    kept: program.kept.map(storage),
    input: program.inputs.map(({ bytes }) => storage(bytes)),
    uniforms: [filled(program.uniforms, uniforms)],
  };
}

function bind(
  device: GPUDevice,
  pipelines: readonly GPUComputePipeline[],
  memory: Memory,
  { shader, buffers, uniform, workgroups }: Dispatch,
): BoundDispatch {
  const pipeline = pipelines[shader];
  const resources = [
    ...buffers.map(({ kind, index, offset, bytes }) => ({
      buffer: memory[kind][index],
      offset,
      size: bytes,
    })),
    { buffer: memory.uniforms[0], offset: uniform.offset, size: uniform.bytes },
  ];
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: resources.map((resource, binding) => ({ binding, resource })),
  });
  return { pipeline, group, workgroups };
}

function exactly(values: Float32Array | undefined, bytes: number, name: string): Float32Array {
  if (values === undefined || values.byteLength !== bytes)
    throw new Error(`"${name}" takes ${bytes} bytes and gets ${values?.byteLength ?? 'none'}`);
  return values;
}
