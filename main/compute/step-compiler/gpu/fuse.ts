import { indexOf } from './broadcast.ts';
import { elementDispatch, type Field } from './element-shader.ts';
import { elementwise } from './elementwise.ts';
import type { RecordedElementwise, RecordedWork } from './recorded-work.ts';
import type { BufferUse, DeviceLimits, RecordedBuffer } from './recording-device.ts';
import { onlyUsed } from './simplify.ts';
import { WorkGraph } from './work-graph.ts';

/**
 * Makes dispatches of the operations on single elements, and one of all that follow each other on the same elements: a bias,
 * its leaky ReLU and a gain read and write the map once. What other work needs in between is written as well. `needed` are the
 * buffers whose values leave the function.
 */
export function fuse(
  works: readonly RecordedWork[],
  needed: readonly RecordedBuffer[],
  limits: DeviceLimits,
): Exclude<RecordedWork, RecordedElementwise>[] {
  const graph = new WorkGraph(works);
  const leaving = new Set(needed);
  const fills = constantsOf(works);
  const shaderOf = (
    group: readonly RecordedElementwise[],
    isUsedElsewhere: (buffer: RecordedBuffer) => boolean,
  ) => new FusedShader(group, fills, (buffer) => leaving.has(buffer) || isUsedElsewhere(buffer));
  for (const [i, work] of works.entries()) {
    if (work.kind !== 'elementwise') continue;
    for (const [operand, { way }] of work.broadcasts.entries()) {
      const { buffer } = work.buffers[operand];
      const writer = way === 'same' && !fills.has(buffer) ? graph.writerOf(buffer) : undefined;
      if (writer === undefined || works[writer].kind !== 'elementwise') continue;
      graph.join(writer, i, (joined, isUsedElsewhere) => {
        const { arrays } = shaderOf(joined as RecordedElementwise[], isUsedElsewhere);
        return arrays.length <= limits.maxStorageBuffersPerShaderStage;
      });
    }
  }
  const made = graph.inOrder().map(({ group, isUsedElsewhere }) => {
    const [first] = group;
    return first.kind === 'elementwise'
      ? elementDispatch(shaderOf(group as RecordedElementwise[], isUsedElsewhere), limits)
      : first;
  });
  // A value that others have as a number in their shaders needs no buffer.
  return onlyUsed(made, needed);
}

/** Values that are the same number everywhere. */
function constantsOf(works: readonly RecordedWork[]): Map<RecordedBuffer, number> {
  const constants = new Map<RecordedBuffer, number>();
  for (const work of works) {
    if (work.kind !== 'elementwise') continue;
    if (work.operation === 'Fill') constants.set(work.buffers[0].buffer, work.numbers[0]);
    for (const { buffer } of work.buffers) {
      const number = constants.has(buffer) ? undefined : buffer.onlyNumber;
      if (number !== undefined) constants.set(buffer, number);
    }
  }
  return constants;
}

/** What `elementDispatch` makes a dispatch of: each value is loaded once, and those that are needed are written at the end. */
class FusedShader {
  readonly count: number;
  readonly arrays: (BufferUse & { name: string })[] = [];
  readonly fields: Field[] = [];
  readonly code: string;
  readonly #names = new Map<RecordedBuffer, string>();

  constructor(
    group: readonly RecordedElementwise[],
    constants: ReadonlyMap<RecordedBuffer, number>,
    isNeeded: (buffer: RecordedBuffer) => boolean,
  ) {
    const lines: string[] = [];
    const values = new Map<string, string>();
    const valueIn = (buffer: RecordedBuffer, { way, a, b }: RecordedElementwise['broadcasts'][number]) => {
      const constant = constants.get(buffer);
      if (constant !== undefined) return this.#field('f32', constant);
      const made = way === 'same' ? values.get(`${this.#names.get(buffer)}[i]`) : undefined;
      if (made !== undefined) return made;
      const place = indexOf(way, a > 0 ? this.#field('u32', a) : '', b > 0 ? this.#field('u32', b) : '');
      const source = `${this.#read(buffer)}[${place}]`;
      const known = values.get(source);
      if (known !== undefined) return known;
      const name = `v${values.size}`;
      lines.push(`let ${name} = ${source};`);
      values.set(source, name);
      return name;
    };
    const writes: string[] = [];
    for (const { operation, buffers, broadcasts, numbers } of group) {
      const { buffer: output } = buffers[buffers.length - 1];
      const operands = broadcasts.map((broadcast, i) => valueIn(buffers[i].buffer, broadcast));
      const given = numbers.map((number) => this.#field('f32', number));
      const name = `v${values.size}`;
      const made = `m${this.#names.size}`;
      this.#names.set(output, made);
      values.set(`${made}[i]`, name);
      lines.push(`let ${name} = ${elementwise[operation](operands, given)};`);
      if (!isNeeded(output)) continue;
      this.arrays.push({ name: made, buffer: output, isWritten: true });
      writes.push(`${made}[i] = ${name};`);
    }
    const last = group[group.length - 1].buffers;
    this.count = last[last.length - 1].buffer.size / 4;
    this.code = [...lines, ...writes].join('\n  ');
  }

  /** The name of an array that is only read. */
  #read(buffer: RecordedBuffer): string {
    const known = this.#names.get(buffer);
    if (known !== undefined) return known;
    const name = `x${this.#names.size}`;
    this.#names.set(buffer, name);
    this.arrays.push({ name, buffer, isWritten: false });
    return name;
  }

  /** Its name; equal numbers are given once. */
  #field(type: Field['type'], value: number): string {
    const known = this.fields.find((field) => field.type === type && Object.is(field.value, value));
    if (known !== undefined) return known.name;
    const name = `n${this.fields.length}`;
    this.fields.push({ name, type, value });
    return name;
  }
}
