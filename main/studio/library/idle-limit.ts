import { Transform } from 'node:stream';

/**
 * Passes bytes on, calls `onBytes` with each number of them, and fails with `stalled()` after `idleMs` in which none
 * came. The time in which whoever reads from it is slow does not count.
 */
export function idleLimit(idleMs: number, onBytes: (count: number) => void, stalled: () => Error): Transform {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      timer?.refresh();
      try {
        onBytes(chunk.length);
        done(null, chunk);
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
    flush(done) {
      clearTimeout(timer);
      done();
    },
    destroy(error, done) {
      clearTimeout(timer);
      done(error);
    },
  });
  timer = setTimeout(() => {
    const isReaderSlow = limit.readableLength > 0 || limit.writableLength > 0;
    if (isReaderSlow) timer?.refresh();
    else limit.destroy(stalled());
  }, idleMs);
  return limit;
}
