import { GpuFailure } from './gpu-failure.ts';
import {
  type BoundBuffer,
  type Dispatch,
  type GpuFunction,
  type GpuProgram,
  type Shader,
  uniformAlignment,
} from './gpu-program.ts';

/**
 * Runs a program on a WebGPU device. All memory is taken at the beginning; a call writes its inputs, encodes one pass and
 * reads its result back. Calls may be made before the results of earlier ones are there: they run in order.
 */
export class GpuExecutor {
  readonly #device: GPUDevice;
  readonly #program: GpuProgram;
  readonly #memory: Memory;
  readonly #functions: ReadonlyMap<string, BoundFunction>;
  /** Buffers to read results from that no call is using, by size. */
  readonly #free = new Map<number, GPUBuffer[]>();
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
    device.lost.then(({ message }) => {
      this.#failure ??= new GpuFailure('lost', `The graphics card was lost. ${message}`);
    });
    device.onuncapturederror = ({ error }) => {
      this.#failure ??= new GpuFailure('refused', `The graphics card refused a step: ${error.message}`);
    };
  }

  /** Compiles the shaders, which may take seconds. State and scratch memory are zero. Throws GpuFailure. */
  static async create(device: GPUDevice, program: GpuProgram): Promise<GpuExecutor> {
    device.pushErrorScope('out-of-memory');
    device.pushErrorScope('validation');
    const created = await createAll(device, program).catch((error: Error) => error);
    const [invalid, noMemory] = await Promise.all([popError(device), popError(device)]);
    if (await isGone(device))
      throw new GpuFailure('lost', 'The graphics card was lost while it compiled the steps.');
    if (noMemory !== undefined)
      throw new GpuFailure('memory', `The graphics card has no memory left: ${noMemory}`);
    const refused = created instanceof Error ? created.message : invalid;
    if (refused !== undefined)
      throw new GpuFailure('refused', `The graphics card cannot run these steps: ${refused}`);
    const { memory, functions } = created as Created;
    return new GpuExecutor(device, program, memory, functions);
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
    const encoder = this.#device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const { pipeline, group, workgroups } of called.steps) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(...workgroups);
    }
    pass.end();
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
    return this.#read(reader);
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
    const offsets: number[] = [];
    let total = 0;
    for (const { bytes } of state) {
      offsets.push(total);
      total += bytes;
    }
    const reader = this.#takeReader(total);
    const encoder = this.#device.createCommandEncoder();
    for (const [i, { bytes, index, offset }] of state.entries())
      encoder.copyBufferToBuffer(this.#memory.kept[index], offset, reader, offsets[i], bytes);
    this.#device.queue.submit([encoder.finish()]);
    const all = await this.#read(reader);
    return new Map(
      state.map(({ name, bytes }, i) => [name, all.slice(offsets[i] / 4, (offsets[i] + bytes) / 4)]),
    );
  }

  /** Gives its memory back; the device stays. */
  dispose(): void {
    for (const buffer of Object.values(this.#memory).flat()) buffer.destroy();
    for (const buffer of [...this.#free.values()].flat()) buffer.destroy();
    this.#free.clear();
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #bufferOf({ kind, index }: BoundBuffer): GPUBuffer {
    return this.#memory[kind][index];
  }

  #takeReader(bytes: number): GPUBuffer {
    return (
      this.#free.get(bytes)?.pop() ??
      this.#device.createBuffer({ size: bytes, usage: usages.MAP_READ | usages.COPY_DST })
    );
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
    this.#free.set(reader.size, [...(this.#free.get(reader.size) ?? []), reader]);
    this.#check();
    return values;
  }
}

/** What went wrong since the matching push, if something did: a lost device refuses to answer. */
const popError = (device: GPUDevice): Promise<string | undefined> =>
  device.popErrorScope().then(
    (error) => error?.message,
    (error: Error) => error.message,
  );

/** Whether the device was lost already. */
const isGone = (device: GPUDevice): Promise<boolean> =>
  Promise.race([
    device.lost.then(() => true),
    new Promise<false>((resolve) => setTimeout(resolve, 0, false)),
  ]);

interface Created {
  memory: Memory;
  functions: ReadonlyMap<string, BoundFunction>;
}

async function createAll(device: GPUDevice, program: GpuProgram): Promise<Created> {
  const pipelines = await Promise.all(program.shaders.map((shader) => compile(device, shader)));
  const memory = takeMemory(device, program);
  const functions = new Map(
    Object.entries(program.functions).map(([name, each]) => [
      name,
      { ...each, steps: each.dispatches.map((dispatch) => bind(device, pipelines, memory, dispatch)) },
    ]),
  );
  return { memory, functions };
}

/** Programs of one device share what was compiled for it, which takes longer than all else: shapes are not in the code. */
const compiled = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();

function compile(device: GPUDevice, { code, entryPoint }: Shader): Promise<GPUComputePipeline> {
  const known = compiled.get(device) ?? new Map<string, Promise<GPUComputePipeline>>();
  compiled.set(device, known);
  const key = `${entryPoint} ${code}`;
  const pipeline =
    known.get(key) ??
    device.createComputePipelineAsync({
      layout: 'auto',
      compute: { module: device.createShaderModule({ code }), entryPoint },
    });
  known.set(key, pipeline);
  return pipeline;
}

type Memory = Record<BoundBuffer['kind'] | 'uniforms', GPUBuffer[]>;

interface BoundFunction extends GpuFunction {
  steps: readonly BoundDispatch[];
}

interface BoundDispatch {
  pipeline: GPUComputePipeline;
  group: GPUBindGroup;
  workgroups: Dispatch['workgroups'];
}

/** `GPUBufferUsage` and `GPUMapMode.READ`, by WebGPU's specification: Node has no such globals. */
const usages = { MAP_READ: 0x1, COPY_SRC: 0x4, COPY_DST: 0x8, UNIFORM: 0x40, STORAGE: 0x80 };
const mapRead = 0x1;

function takeMemory(device: GPUDevice, program: GpuProgram): Memory {
  const storage = (size: number): GPUBuffer =>
    device.createBuffer({ size, usage: usages.STORAGE | usages.COPY_SRC | usages.COPY_DST });
  const filled = (content: Uint8Array, buffer: GPUBuffer): GPUBuffer => {
    device.queue.writeBuffer(buffer, 0, content);
    return buffer;
  };
  const uniforms = device.createBuffer({
    size: Math.max(uniformAlignment, program.uniforms.length),
    usage: usages.UNIFORM | usages.COPY_DST,
  });
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
