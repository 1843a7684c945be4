import type { RecordedBuffer, RecordedDispatch } from './recording-device.ts';

/** Where the value of a buffer really lies. */
export type Resolve = (buffer: RecordedBuffer) => RecordedBuffer;

/**
 * Leaves out what is computed twice and what nobody needs: two forward passes over the same weights and latents become one.
 * `needed` are the buffers whose values leave the function.
 */
export function simplify(
  dispatches: readonly RecordedDispatch[],
  needed: readonly RecordedBuffer[],
): { dispatches: RecordedDispatch[]; resolve: Resolve } {
  const { unique, resolve } = mergeEqual(dispatches);
  return { dispatches: onlyUsed(unique, needed.map(resolve)), resolve };
}

/** A shader gives the same for the same inputs, uniform and number of workgroups. */
function mergeEqual(dispatches: readonly RecordedDispatch[]): {
  unique: RecordedDispatch[];
  resolve: Resolve;
} {
  const changed = writtenTwice(dispatches);
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
    if (buffer.content === undefined) return buffer;
    const key = keyOf(buffer.content);
    const first = constants.get(key) ?? buffer;
    constants.set(key, first);
    return first;
  };
  const known = new Map<string, RecordedBuffer>();
  const unique: RecordedDispatch[] = [];
  for (const dispatch of dispatches) {
    const buffers = dispatch.buffers.map(({ buffer, isWritten }) => ({
      buffer: isWritten ? buffer : resolve(buffer),
      isWritten,
    }));
    const written = buffers.filter(({ isWritten }) => isWritten);
    if (written.length === 1 && !buffers.some(({ buffer }) => changed.has(buffer))) {
      const [{ buffer: output }] = written;
      const key = [
        numberOf(dispatch.code),
        dispatch.workgroups,
        keyOf(dispatch.uniform),
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
    unique.push({ ...dispatch, buffers });
  }
  return { unique, resolve };
}

/** Buffers that change after they were made. No value of such a one can stand for another. */
function writtenTwice(dispatches: readonly RecordedDispatch[]): Set<RecordedBuffer> {
  const once = new Set<RecordedBuffer>();
  const twice = new Set<RecordedBuffer>();
  for (const { buffers } of dispatches)
    for (const { buffer, isWritten } of buffers)
      if (isWritten) (once.has(buffer) || buffer.content !== undefined ? twice : once).add(buffer);
  return twice;
}

function onlyUsed(
  dispatches: readonly RecordedDispatch[],
  needed: readonly RecordedBuffer[],
): RecordedDispatch[] {
  const used = new Set(needed);
  const kept: RecordedDispatch[] = [];
  for (const dispatch of dispatches.toReversed()) {
    if (!dispatch.buffers.some(({ buffer, isWritten }) => isWritten && used.has(buffer))) continue;
    for (const { buffer } of dispatch.buffers) used.add(buffer);
    kept.push(dispatch);
  }
  return kept.reverse();
}

/** A text that only the same bytes have. */
export const keyOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
