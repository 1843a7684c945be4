import { expect, it } from 'vitest';
import { timeLeftError } from './time-left-error.ts';

const everySecond = (secondsLeft: (atSeconds: number) => number) =>
  Array.from({ length: 101 }, (_, atSeconds) => ({ atSeconds, secondsLeft: secondsLeft(atSeconds) }));

it('is nothing for estimates that come true', () => {
  const error = timeLeftError(
    everySecond((at) => 100 - at),
    100,
  );
  expect(error).toEqual({ estimates: 91, median: 0, worst: 0, worstSecondsAtEnd: 0 });
});

it('takes errors as parts of what is left, too long or too short', () => {
  const error = timeLeftError(
    everySecond((at) => (100 - at) * (at === 50 ? 0.6 : 1.1)),
    100,
  );
  expect(error.median).toBeCloseTo(0.1);
  expect(error.worst).toBeCloseTo(0.4);
  // 4 s before the end.
  expect(error.worstSecondsAtEnd).toBeCloseTo(0.4);
});

it('leaves the first twentieth out', () => {
  const error = timeLeftError(
    everySecond((at) => (at < 5 ? 1e6 : 100 - at)),
    100,
  );
  expect(error.worst).toBe(0);
});

it('does not make numbers of no estimates', () => {
  expect(() => timeLeftError([{ atSeconds: 0, secondsLeft: 3 }], 3)).toThrow('too short');
});
