import { listsOf, type RecordedWork } from './recorded-work.ts';
import type { RecordedBuffer } from './recording-device.ts';

/** The works of a function with what must come before what, some of them joined to be done at once. */
export class WorkGraph {
  readonly #works: readonly RecordedWork[];
  readonly #writers = new Map<RecordedBuffer, number>();
  readonly #readers = new Map<RecordedBuffer, number[]>();
  /** The works of each group, in their order, by its number. */
  readonly #groups: number[][];
  readonly #groupOf: number[];
  /** Works that must come later. */
  readonly #later: Set<number>[];

  constructor(works: readonly RecordedWork[]) {
    this.#works = works;
    this.#groups = works.map((_, i) => [i]);
    this.#groupOf = works.map((_, i) => i);
    this.#later = works.map(() => new Set());
    for (const [i, work] of works.entries()) {
      // What an update changes is gone, so that all who read it come before.
      const changed = new Set(work.kind === 'update' ? listsOf(work).before.flat() : []);
      for (const { buffer, isWritten } of work.buffers) {
        const writer = this.#writers.get(buffer);
        const readers = this.#readers.get(buffer) ?? [];
        if (writer !== undefined && writer !== i) this.#later[writer].add(i);
        if (isWritten || changed.has(buffer))
          for (const reader of readers) if (reader !== i) this.#later[reader].add(i);
        if (isWritten) this.#writers.set(buffer, i);
        else this.#readers.set(buffer, [...readers, i]);
      }
    }
  }

  /** The last work that makes the value. */
  writerOf(buffer: RecordedBuffer): number | undefined {
    return this.#writers.get(buffer);
  }

  /**
   * Joins the groups of two works, unless something comes between them or the joined group is not good. `one` comes before
   * `other`, and no work after `other` may have been joined yet: what comes between is looked for among those before it only.
   */
  join(
    one: number,
    other: number,
    isGood: (group: readonly RecordedWork[], isUsedElsewhere: (buffer: RecordedBuffer) => boolean) => boolean,
  ): void {
    const [first, second] = [this.#groupOf[one], this.#groupOf[other]];
    if (first === second || this.#comesBetween(first, second)) return;
    const joined = [...this.#groups[first], ...this.#groups[second]].sort((a, b) => a - b);
    const given = this.#toWorks(joined);
    if (!isGood(given.group, given.isUsedElsewhere)) return;
    this.#groups[first] = joined;
    this.#groups[second] = [];
    for (const work of joined) this.#groupOf[work] = first;
  }

  /** All groups, so that each comes after what it needs, and otherwise as late as its last work was. */
  inOrder(): { group: RecordedWork[]; isUsedElsewhere(buffer: RecordedBuffer): boolean }[] {
    const waitsFor = this.#groups.map(() => 0);
    const later = this.#groups.map((group, i) =>
      group.length > 0 ? this.#laterGroups(i) : new Set<number>(),
    );
    for (const groups of later) for (const group of groups) waitsFor[group] += 1;
    const last = (group: number) => this.#groups[group][this.#groups[group].length - 1];
    const ready = this.#groups.flatMap((group, i) => (group.length > 0 && waitsFor[i] === 0 ? [i] : []));
    const ordered: number[] = [];
    while (ready.length > 0) {
      ready.sort((a, b) => last(b) - last(a));
      const next = ready.pop() as number;
      ordered.push(next);
      for (const group of later[next]) {
        waitsFor[group] -= 1;
        if (waitsFor[group] === 0) ready.push(group);
      }
    }
    if (ordered.length !== this.#groups.filter((group) => group.length > 0).length)
      throw new Error('works were joined that wait for each other');
    return ordered.map((group) => this.#toWorks(this.#groups[group]));
  }

  #toWorks(numbers: readonly number[]) {
    const own = new Set(numbers);
    return {
      group: numbers.map((number) => this.#works[number]),
      isUsedElsewhere: (buffer: RecordedBuffer) =>
        (this.#readers.get(buffer) ?? []).some((reader) => !own.has(reader)),
    };
  }

  #laterGroups(group: number): Set<number> {
    const groups = new Set(
      this.#groups[group].flatMap((work) => [...this.#later[work]]).map((work) => this.#groupOf[work]),
    );
    groups.delete(group);
    return groups;
  }

  /** Whether a way leads from the first group to the second one through others. */
  #comesBetween(first: number, second: number): boolean {
    const end = this.#groups[second].at(-1) ?? -1;
    const seen = new Set<number>([first]);
    const open = [first];
    for (let group = open.pop(); group !== undefined; group = open.pop())
      for (const work of this.#groups[group])
        for (const later of this.#later[work]) {
          const next = this.#groupOf[later];
          if (next === second && group !== first) return true;
          // Works after the end are not joined yet (see `join`), so that no way leads back from them.
          if (next === second || seen.has(next) || this.#groups[next][0] > end) continue;
          seen.add(next);
          open.push(next);
        }
    return false;
  }
}
