import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createConnection } from './connection.ts';
import type { Line } from './line.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function fakeLine() {
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  const line: Line = { link: { call: async () => undefined }, closed };
  return { line, close };
}

test('nothing is opened before a line is asked for', async () => {
  const open = vi.fn(async () => fakeLine().line);
  const connection = createConnection(open);
  await vi.advanceTimersByTimeAsync(1000);
  expect(open).not.toHaveBeenCalled();
  await connection.line();
  expect(connection.state.get()).toBe('open');
});

test('a broken line is replaced and callers wait for the new one', async () => {
  const [first, second] = [fakeLine(), fakeLine()];
  const open = vi.fn().mockResolvedValueOnce(first.line).mockResolvedValueOnce(second.line);
  const connection = createConnection(open);
  expect(await connection.line()).toBe(first.line);

  first.close();
  await vi.advanceTimersByTimeAsync(0);
  expect(connection.state.get()).toBe('lost');
  const waiting = connection.line();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await waiting).toBe(second.line);
  expect(connection.state.get()).toBe('open');
});

test('a studio that never answers counts as lost, and is asked ever more rarely', async () => {
  const open = vi.fn().mockRejectedValue(new Error('refused'));
  const connection = createConnection(open);
  void connection.line();
  await vi.advanceTimersByTimeAsync(0);
  expect(connection.state.get()).toBe('connecting');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(connection.state.get()).toBe('lost');
  expect(open.mock.calls.length).toBeGreaterThan(10);
  expect(open.mock.calls.length).toBeLessThan(25);
});
