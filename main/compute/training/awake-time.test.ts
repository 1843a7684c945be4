import { expect, test } from 'vitest';
import { awakeTime } from './awake-time.ts';
import { Pace } from './pace.ts';

/** A clock whose times a test sets. */
function setUp() {
  const machine = { ms: 1000, usedMs: 0 };
  const read = awakeTime(
    () => machine.ms,
    () => machine.usedMs,
  );
  const pass = (ms: number, used: number) => {
    machine.ms += ms;
    machine.usedMs += used;
    return read();
  };
  return { read, pass };
}

test('work of any length counts, and waits that are short', () => {
  const { read, pass } = setUp();
  expect(read()).toBe(1000);
  expect(pass(100, 200)).toBe(1100);
  // Half an hour of compiling; ten seconds for a slow disk.
  expect(pass(1_800_000, 1_700_000)).toBe(1_801_100);
  expect(pass(10_000, 0)).toBe(1_811_100);
});

test('a sleep does not count, however often it happens', () => {
  const { pass } = setUp();
  const before = pass(100, 100);
  expect(pass(8 * 3_600_000, 50)).toBe(before);
  expect(pass(100, 100)).toBe(before + 100);
  expect(pass(60_000, 1)).toBe(before + 100);
});

test('the pace of a training is the same after a night', () => {
  const { read, pass } = setUp();
  const pace = new Pace(read());
  for (let step = 0; step < 200; step++) pace.add(32, pass(250, 400));
  const before = pace.imagesPerSecond();
  pace.add(32, pass(250, 400));
  pass(8 * 3_600_000, 100);
  for (let step = 0; step < 10; step++) pace.add(32, pass(250, 400));
  expect(pace.imagesPerSecond()).toBeCloseTo(before ?? 0, 6);
});

test('the real clock goes on', () => {
  const read = awakeTime();
  const first = read();
  let sum = 0;
  for (let i = 0; i < 1e6; i++) sum += Math.sqrt(i);
  expect(sum).toBeGreaterThan(0);
  expect(read()).toBeGreaterThan(first);
});
