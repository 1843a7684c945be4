import {
  type BoundBuffer,
  type Dispatch,
  type GpuFunction,
  type GpuProgram,
  type NamedBuffer,
  type Shader,
  type StateValue,
  uniformAlignment,
} from '../../../gpu/gpu-program.ts';
import { UnrecordableStepError } from '../attributes.ts';
import { type Lifetime, planBuffers } from './buffer-plan.ts';
import { fuse } from './fuse.ts';
import { pack } from './pack.ts';
import type { RecordedWork } from './recorded-work.ts';
import type { BufferUse, DeviceLimits, RecordedBuffer, RecordedDispatch } from './recording-device.ts';
import { keyOf, simplify } from './simplify.ts';

/**
 * Makes a program of recorded functions: leaves out what nobody needs, puts together what can be done at once, says what each
 * buffer is, and gives scratch memory to those between dispatches.
 */
export function assemble(
  state: ReadonlyMap<string, RecordedBuffer>,
  recorded: ReadonlyMap<string, RecordedCalls>,
  limits: DeviceLimits,
): GpuProgram {
  const prepared = [...recorded].map(([name, calls]) => ({ name, ...prepare(calls, limits) }));
  const { places: packed, packs, dispatches } = pack(new Set(state.values()), prepared, limits);
  const functionsOf = prepared.map((each, i) => ({ ...each, dispatches: dispatches[i] }));
  const places = new Map<RecordedBuffer, Place>();
  for (const [buffer, place] of packed)
    places.set(buffer, { kind: 'kept', index: place.pack, offset: place.offset });
  const kept = [...packs];
  for (const buffer of state.values())
    if (!places.has(buffer))
      places.set(buffer, { kind: 'kept', index: kept.push(buffer.size) - 1, offset: 0 });
  const inputs = new Interned<NamedBuffer>();
  for (const { calls } of functionsOf)
    for (const [name, buffer] of calls.inputs)
      places.set(buffer, {
        kind: 'input',
        index: inputs.add(`${name} ${buffer.size}`, { name, bytes: buffer.size }),
        offset: 0,
      });
  const scratch = placeScratch(functionsOf, places, new Set(state.values()));
  const constants = new Interned<Uint8Array>();
  const boundTo = ({ buffer, span = buffer.size }: Omit<BufferUse, 'isWritten'>): BoundBuffer => {
    const place = places.get(buffer);
    if (place !== undefined) return { ...place, bytes: span };
    const { content, contentKey } = buffer;
    if (content === undefined || contentKey === undefined) throw fromElsewhere();
    const index = constants.add(contentKey, content);
    return { kind: 'constant', index, offset: 0, bytes: span };
  };
  const shaders = new Interned<Shader>();
  const uniforms = new Uniforms();
  const values = [...state].map(([name, buffer]): StateValue => {
    const { index, offset, bytes } = boundTo({ buffer });
    return { name, bytes, index, offset };
  });
  const toDispatch = (recordedAs: RecordedDispatch): Dispatch => {
    const { code, entryPoint, buffers, uniform, workgroups, operations = 0 } = recordedAs;
    return {
      shader: shaders.add(`${entryPoint} ${code}`, { code, entryPoint }),
      buffers: buffers.map(boundTo),
      uniform: { offset: uniforms.add(uniform), bytes: uniform.length },
      ...{ operations, workgroups },
    };
  };
  const functions: Record<string, GpuFunction> = {};
  for (const { name, calls, changes, result, dispatches: made } of functionsOf) {
    const copies = changes
      .map(([variable, buffer]) => ({
        from: boundTo({ buffer }),
        to: values.findIndex((value) => value.name === variable),
      }))
      .filter(({ from, to }) => !isAt(from, values[to]));
    if (copies.some(({ from }) => copies.some(({ to }) => isAt(from, values[to]))))
      throw new UnrecordableStepError('it moves a variable into another and changes both');
    functions[name] = {
      inputs: [...calls.inputs.values()].map((buffer) => boundTo({ buffer }).index),
      dispatches: made.map(toDispatch),
      copies,
      result: boundTo({ buffer: result }),
    };
  }
  return {
    shaders: shaders.all,
    uniforms: uniforms.bytes(),
    constants: constants.all,
    kept,
    state: values,
    inputs: inputs.all,
    scratch,
    functions,
  };
}

type Place = Omit<BoundBuffer, 'bytes'>;

const isAt = (bound: BoundBuffer, { index, offset }: StateValue): boolean =>
  bound.kind === 'kept' && bound.index === index && bound.offset === offset;

/** A function as work that has nothing left to join, and the buffers where its values then are. */
function prepare(calls: RecordedCalls, limits: DeviceLimits) {
  const { works, resolve } = simplify(calls.works, [...calls.changes.values(), calls.result]);
  const changes = [...calls.changes].map(([name, buffer]) => [name, resolve(buffer)] as const);
  const result = resolve(calls.result);
  const needed = [...changes.map(([, buffer]) => buffer), result];
  return { calls, changes, result, needed, works: fuse(works, needed, limits) };
}

/** What one function did, in terms of recorded buffers. */
export interface RecordedCalls {
  inputs: ReadonlyMap<string, RecordedBuffer>;
  works: readonly RecordedWork[];
  /** New values of the state, by name. */
  changes: ReadonlyMap<string, RecordedBuffer>;
  result: RecordedBuffer;
}

/** Places what dispatches make and has no place yet; returns the bytes of each scratch buffer. */
function placeScratch(
  functions: readonly {
    name: string;
    dispatches: readonly RecordedDispatch[];
    needed: readonly RecordedBuffer[];
    calls: RecordedCalls;
  }[],
  places: Map<RecordedBuffer, Place>,
  state: ReadonlySet<RecordedBuffer>,
): number[] {
  const lifetimes = new Map<RecordedBuffer, Lifetime>();
  for (const { name, dispatches, needed, calls } of functions) {
    const given = new Set(calls.inputs.values());
    for (const [time, { buffers }] of dispatches.entries())
      for (const { buffer, isWritten } of buffers) {
        if (isWritten && (buffer.content !== undefined || state.has(buffer) || given.has(buffer)))
          throw new UnrecordableStepError('it changes a buffer in place');
        if (places.has(buffer)) continue;
        const known = lifetimes.get(buffer);
        if (known !== undefined && known.function !== name) throw fromElsewhere();
        if (known !== undefined) known.last = time;
        else if (isWritten)
          lifetimes.set(buffer, { bytes: buffer.size, function: name, first: time, last: time });
      }
    for (const buffer of needed) {
      const known = lifetimes.get(buffer);
      if (known !== undefined) known.last = dispatches.length;
    }
  }
  const { sizes, places: indices } = planBuffers([...lifetimes.values()]);
  for (const [i, buffer] of [...lifetimes.keys()].entries())
    places.set(buffer, { kind: 'scratch', index: indices[i], offset: 0 });
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
