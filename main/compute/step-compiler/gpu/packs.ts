import type { RecordedBuffer } from './recording-device.ts';

/** Where a value lies that has others beside it. */
export interface PackedPlace {
  /** Number of the buffer that holds them all. */
  pack: number;
  /** In bytes. */
  offset: number;
}

/** Buffers that hold many values side by side, each where a shader can begin to bind. */
export class Packs {
  readonly places = new Map<RecordedBuffer, PackedPlace>();
  /** Bytes of each. */
  readonly sizes: number[] = [];
  readonly #largest: number;
  /** Places of values that live within a call, by their sizes: functions use the same, one after the other. */
  readonly #lent = new Map<string, PackedPlace[]>();
  #lentNow = new Set<string>();

  /** No pack is longer than a shader can bind, in bytes. */
  constructor(largest: number) {
    this.#largest = largest;
  }

  startFunction(): void {
    this.#lentNow = new Set();
  }

  /** Puts those that have no place yet side by side, for as long as the program is there. */
  keep(buffers: readonly RecordedBuffer[]): void {
    const placed = buffers.filter((buffer) => !this.places.has(buffer));
    const places = this.#take(placed);
    for (const [i, buffer] of placed.entries()) this.places.set(buffer, places[i]);
  }

  /** The same for the time of a call. */
  lend(buffers: readonly RecordedBuffer[]): void {
    const placed = buffers.filter((buffer) => !this.places.has(buffer));
    const sizes = placed.map(({ size }) => size).join();
    let key = sizes;
    while (this.#lentNow.has(key)) key += ' again';
    this.#lentNow.add(key);
    const places = this.#lent.get(key) ?? this.#take(placed);
    this.#lent.set(key, places);
    for (const [i, buffer] of placed.entries()) this.places.set(buffer, places[i]);
  }

  /** A new value lies where the old one did. */
  replace(old: RecordedBuffer, value: RecordedBuffer): void {
    this.places.set(value, this.#placeOf(old));
  }

  /** Divides lists of buffers where one of them does not go on. `start` is an index, `span` in bytes. */
  stretches(lists: readonly (readonly RecordedBuffer[])[]): { start: number; span: number }[] {
    const found: { start: number; span: number }[] = [];
    for (const [i, buffer] of lists[0].entries()) {
      const last = found.at(-1);
      const goesOn = i > 0 && lists.every((list) => this.#follows(list[i - 1], list[i]));
      if (last !== undefined && goesOn) {
        const { offset } = this.#placeOf(lists[0][last.start]);
        last.span = this.#placeOf(buffer).offset + buffer.size - offset;
      } else found.push({ start: i, span: buffer.size });
    }
    return found;
  }

  #follows(before: RecordedBuffer, next: RecordedBuffer): boolean {
    const [one, other] = [this.places.get(before), this.places.get(next)];
    if (one === undefined || other === undefined) return false;
    return one.pack === other.pack && one.offset + aligned(before.size) === other.offset;
  }

  #take(buffers: readonly RecordedBuffer[]): PackedPlace[] {
    let pack: number | undefined;
    return buffers.map(({ size }) => {
      if (pack === undefined || this.sizes[pack] + aligned(size) > this.#largest)
        pack = this.sizes.push(0) - 1;
      const offset = this.sizes[pack];
      this.sizes[pack] += aligned(size);
      return { pack, offset };
    });
  }

  #placeOf(buffer: RecordedBuffer): PackedPlace {
    const place = this.places.get(buffer);
    if (place === undefined) throw new Error('a value that is updated with others has no place');
    return place;
  }
}

/** Where shaders can begin to bind, by WebGPU's default limits; no device asks for more unless it is told to. */
const alignment = 256;

const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;
