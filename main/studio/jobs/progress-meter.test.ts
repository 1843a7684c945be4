import { expect, test } from 'vitest';
import { ProgressMeter } from './progress-meter.ts';

/** A meter on a clock whose times a test sets, in seconds. */
function setUp() {
  let seconds = 0;
  const meter = new ProgressMeter('pictures', 0, () => seconds * 1000);
  let done = 0;
  return (pass: number, more: number) => {
    seconds += pass;
    done += more;
    return meter.read(done, 1000);
  };
}

test('the rate is that of the last seconds, and the time left follows from it', () => {
  const pass = setUp();
  for (let second = 0; second < 10; second++) pass(1, 5);
  expect(pass(1, 5)).toMatchObject({ done: 55, rate: 5, secondsLeft: 189 });
});

test('a sleep of the computer is not taken for slow work: the rate is measured anew', () => {
  const pass = setUp();
  for (let second = 0; second < 10; second++) pass(1, 5);
  const woken = pass(8 * 3600, 5);
  expect(woken).not.toHaveProperty('rate');
  expect(woken).not.toHaveProperty('secondsLeft');
  expect(pass(1, 5)).toMatchObject({ rate: 5, secondsLeft: 188 });
});

test('work that is slow all the time has a rate', () => {
  const pass = setUp();
  for (let minute = 0; minute < 3; minute++) pass(60, 1);
  expect(pass(90, 1).secondsLeft).toBeGreaterThan(50_000);
});
