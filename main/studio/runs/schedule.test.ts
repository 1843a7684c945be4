import { expect, it } from 'vitest';
import { secondsUntilEnd } from './schedule.ts';

const now = new Date('2026-06-01T12:00:00Z');
const inAnHour = { stopAt: '2026-06-01T13:00:00Z' };

it('ends at the length or at the time, whichever comes first', () => {
  expect(secondsUntilEnd(undefined, undefined, now)).toBeUndefined();
  expect(secondsUntilEnd(60, {}, now)).toBe(60);
  expect(secondsUntilEnd(undefined, inAnHour, now)).toBe(3600);
  expect(secondsUntilEnd(60, inAnHour, now)).toBe(60);
  expect(secondsUntilEnd(7200, inAnHour, now)).toBe(3600);
});

it('is nothing once the time has passed', () => {
  expect(secondsUntilEnd(60, { stopAt: '2026-06-01T11:59:00Z' }, now)).toBe(0);
});
