import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { idleLimit } from './idle-limit.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** A limit of a minute, with what came through it and how it failed. */
function watched() {
  const seen = { bytes: 0, error: undefined as Error | undefined };
  const limit = idleLimit(
    60_000,
    (count) => {
      seen.bytes += count;
    },
    () => new Error('stalled'),
  );
  limit.on('error', (error) => {
    seen.error = error;
  });
  return { limit, seen };
}

test('bytes may come for as long as they do come', async () => {
  const { limit, seen } = watched();
  limit.resume();
  for (let minute = 0; minute < 60; minute++) {
    limit.write('x');
    await vi.advanceTimersByTimeAsync(59_000);
  }
  expect(seen).toEqual({ bytes: 60, error: undefined });
  await vi.advanceTimersByTimeAsync(1000);
  expect(seen.error?.message).toBe('stalled');
});

test('a sender that never begins is given up', async () => {
  const { limit, seen } = watched();
  limit.resume();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(seen.error?.message).toBe('stalled');
  expect(limit.destroyed).toBe(true);
});

test('a slow reader is not taken for a silent sender', async () => {
  const { limit, seen } = watched();
  limit.write('x');
  await vi.advanceTimersByTimeAsync(30 * 60_000);
  expect(seen.error).toBeUndefined();
  limit.resume();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(seen.error?.message).toBe('stalled');
});

test('an end leaves no timer behind', async () => {
  const { limit, seen } = watched();
  limit.resume();
  limit.end('x');
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect(seen).toEqual({ bytes: 1, error: undefined });
  expect(vi.getTimerCount()).toBe(0);
});
