import type { RecordedWork } from './recorded-work.ts';
import type { RecordedBuffer } from './recording-device.ts';

/** Where the value of a buffer really lies. */
export type Resolve = (buffer: RecordedBuffer) => RecordedBuffer;

/**
 * Leaves out what is computed twice and what nobody needs: two forward passes over the same weights and latents become one.
 * `needed` are the buffers whose values leave the function.
 */
export function simplify(
  works: readonly RecordedWork[],
  needed: readonly RecordedBuffer[],
): { works: RecordedWork[]; resolve: Resolve } {
  const { unique, resolve } = mergeEqual(works);
  return { works: onlyUsed(unique, needed.map(resolve)), resolve };
}

/** Work gives the same for the same inputs, and a shader besides for the same uniform and number of workgroups. */
function mergeEqual(works: readonly RecordedWork[]): {
  unique: RecordedWork[];
  resolve: Resolve;
} {
  const changed = writtenTwice(works);
  const numbers = new Map<unknown, number>();
  const numberOf = (thing: unknown): number => {
    const number = numbers.get(thing) ?? numbers.size;
    numbers.set(thing, number);
    return number;
  };
  const constants = new Map<string, RecordedBuffer>();
  const standsFor = new Map<RecordedBuffer, RecordedBuffer>();
  const resolve: Resolve = (buffer) => {
    const same = standsFor.get(buffer);
    if (same !== undefined) return same;
    const key = buffer.contentKey;
    if (key === undefined) return buffer;
    const first = constants.get(key) ?? buffer;
    constants.set(key, first);
    return first;
  };
  const known = new Map<string, RecordedBuffer>();
  const unique: RecordedWork[] = [];
  for (const work of works) {
    const buffers = work.buffers.map(({ buffer, isWritten }) => ({
      buffer: isWritten ? buffer : resolve(buffer),
      isWritten,
    }));
    const written = buffers.filter(({ isWritten }) => isWritten);
    if (written.length === 1 && !buffers.some(({ buffer }) => changed.has(buffer))) {
      const [{ buffer: output }] = written;
      const key = [
        ...(work.kind === 'dispatch'
          ? [numberOf(work.code), work.workgroups, keyOf(work.uniform)]
          : [work.kind, JSON.stringify({ ...work, buffers: [] }, withBits)]),
        output.size,
        ...buffers.map(({ buffer, isWritten }) => (isWritten ? 'written' : numberOf(buffer))),
      ].join();
      const same = known.get(key);
      if (same !== undefined) {
        standsFor.set(output, same);
        continue;
      }
      known.set(key, output);
    }
    unique.push({ ...work, buffers });
  }
  return { unique, resolve };
}

/** For JSON, which has `null` for all that is not finite, and 0 for −0: each number by its bits. */
const withBits = (_key: string, value: unknown): unknown =>
  typeof value === 'number' ? keyOf(new Uint8Array(Float64Array.of(value).buffer)) : value;

/** Buffers that change after they were made. No value of such a one can stand for another. */
function writtenTwice(works: readonly RecordedWork[]): Set<RecordedBuffer> {
  const once = new Set<RecordedBuffer>();
  const twice = new Set<RecordedBuffer>();
  for (const { buffers } of works)
    for (const { buffer, isWritten } of buffers)
      if (isWritten) (once.has(buffer) || buffer.content !== undefined ? twice : once).add(buffer);
  return twice;
}

/** Leaves out what makes no value that is used. */
export function onlyUsed<Work extends RecordedWork>(
  works: readonly Work[],
  needed: readonly RecordedBuffer[],
): Work[] {
  const used = new Set(needed);
  const kept: Work[] = [];
  for (const work of works.toReversed()) {
    if (!work.buffers.some(({ buffer, isWritten }) => isWritten && used.has(buffer))) continue;
    for (const { buffer } of work.buffers) used.add(buffer);
    kept.push(work);
  }
  return kept.reverse();
}

/** A text that only the same bytes have. */
export const keyOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
