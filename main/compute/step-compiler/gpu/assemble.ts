import {
  type BoundBuffer,
  type Dispatch,
  type GpuFunction,
  type GpuProgram,
  type NamedBuffer,
  type Shader,
  uniformAlignment,
} from '../../../gpu/gpu-program.ts';
import { UnrecordableStepError } from '../attributes.ts';
import { type Lifetime, planBuffers } from './buffer-plan.ts';
import type { RecordedBuffer, RecordedDispatch } from './recording-device.ts';
import { keyOf, simplify } from './simplify.ts';

/** Makes a program of recorded functions: says what each buffer is, and gives scratch memory to those between dispatches. */
export function assemble(
  state: ReadonlyMap<string, RecordedBuffer>,
  recorded: ReadonlyMap<string, RecordedCalls>,
): GpuProgram {
  const places = new Map<RecordedBuffer, Omit<BoundBuffer, 'bytes'>>();
  const inputs = new Interned<NamedBuffer>();
  const simplified = [...recorded].map(([name, calls]) => {
    const needed = [...calls.changes.values(), calls.result];
    return { name, calls, ...simplify(calls.dispatches, needed) };
  });
  for (const [index, buffer] of [...state.values()].entries()) places.set(buffer, { kind: 'state', index });
  for (const { calls } of simplified)
    for (const [name, buffer] of calls.inputs)
      places.set(buffer, {
        kind: 'input',
        index: inputs.add(`${name} ${buffer.size}`, { name, bytes: buffer.size }),
      });
  const scratch = placeScratch(simplified, places);
  const constants = new Interned<Uint8Array>();
  const boundTo = (buffer: RecordedBuffer): BoundBuffer => {
    const place = places.get(buffer);
    if (place !== undefined) return { ...place, bytes: buffer.size };
    if (buffer.content === undefined) throw fromElsewhere();
    const index = constants.add(keyOf(buffer.content), buffer.content);
    return { kind: 'constant', index, bytes: buffer.size };
  };
  const shaders = new Interned<Shader>();
  const uniforms = new Uniforms();
  const stateNames = [...state.keys()];
  const toDispatch = ({ code, entryPoint, buffers, uniform, workgroups }: RecordedDispatch): Dispatch => ({
    shader: shaders.add(`${entryPoint} ${code}`, { code, entryPoint }),
    buffers: buffers.map(({ buffer }) => boundTo(buffer)),
    uniform: { offset: uniforms.add(uniform), bytes: uniform.length },
    workgroups,
  });
  const functions: Record<string, GpuFunction> = {};
  for (const { name, calls, dispatches, resolve } of simplified) {
    const copies = [...calls.changes].map(([variable, buffer]) => ({
      from: boundTo(resolve(buffer)),
      to: stateNames.indexOf(variable),
    }));
    if (copies.some(({ from }) => from.kind === 'state' && copies.some(({ to }) => to === from.index)))
      throw new UnrecordableStepError('it moves a variable into another and changes both');
    functions[name] = {
      inputs: [...calls.inputs.values()].map((buffer) => boundTo(buffer).index),
      dispatches: dispatches.map(toDispatch),
      copies,
      result: boundTo(resolve(calls.result)),
    };
  }
  return {
    shaders: shaders.all,
    uniforms: uniforms.bytes(),
    constants: constants.all,
    state: [...state].map(([name, { size }]) => ({ name, bytes: size })),
    inputs: inputs.all,
    scratch,
    functions,
  };
}

/** What one function did, in terms of recorded buffers. */
export interface RecordedCalls {
  inputs: ReadonlyMap<string, RecordedBuffer>;
  dispatches: readonly RecordedDispatch[];
  /** New values of the state, by name. */
  changes: ReadonlyMap<string, RecordedBuffer>;
  result: RecordedBuffer;
}

/** Places what dispatches make; returns the bytes of each scratch buffer. */
function placeScratch(
  functions: readonly {
    name: string;
    calls: RecordedCalls;
    dispatches: readonly RecordedDispatch[];
    resolve(buffer: RecordedBuffer): RecordedBuffer;
  }[],
  places: Map<RecordedBuffer, Omit<BoundBuffer, 'bytes'>>,
): number[] {
  const lifetimes = new Map<RecordedBuffer, Lifetime>();
  for (const { name, calls, dispatches, resolve } of functions) {
    for (const [time, { buffers }] of dispatches.entries())
      for (const { buffer, isWritten } of buffers) {
        const known = lifetimes.get(buffer);
        if (isWritten && (buffer.content !== undefined || places.has(buffer)))
          throw new UnrecordableStepError('it changes a buffer in place');
        if (known !== undefined && known.function !== name) throw fromElsewhere();
        if (known !== undefined) known.last = time;
        else if (isWritten)
          lifetimes.set(buffer, { bytes: buffer.size, function: name, first: time, last: time });
      }
    for (const buffer of [...calls.changes.values(), calls.result]) {
      const known = lifetimes.get(resolve(buffer));
      if (known !== undefined) known.last = dispatches.length;
    }
  }
  const { sizes, places: indices } = planBuffers([...lifetimes.values()]);
  for (const [i, buffer] of [...lifetimes.keys()].entries())
    places.set(buffer, { kind: 'scratch', index: indices[i] });
  return sizes;
}

const fromElsewhere = () => new UnrecordableStepError('it uses a tensor that was made before it');

/** A list in which what has the same key stands once. */
class Interned<T> {
  readonly all: T[] = [];
  readonly #indices = new Map<string, number>();

  /** Its index. */
  add(key: string, value: T): number {
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    this.#indices.set(key, this.all.length);
    return this.all.push(value) - 1;
  }
}

class Uniforms {
  readonly #different = new Interned<Uint8Array>();
  readonly #offsets: number[] = [];
  #end = 0;

  /** Its offset. */
  add(uniform: Uint8Array): number {
    const index = this.#different.add(keyOf(uniform), uniform);
    if (index === this.#offsets.length) {
      this.#offsets.push(this.#end);
      this.#end += Math.ceil(uniform.length / uniformAlignment) * uniformAlignment;
    }
    return this.#offsets[index];
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(this.#end);
    for (const [i, uniform] of this.#different.all.entries()) bytes.set(uniform, this.#offsets[i]);
    return bytes;
  }
}
