import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClockTime, nextClockTime, scheduleBetween } from './clock-time.ts';

describe('the next time that a clock shows', () => {
  // Clocks go forward on 29 March 2026 from 02:00 to 03:00, and back on 25 October from 03:00 to 02:00.
  beforeEach(() => vi.stubEnv('TZ', 'Europe/Berlin'));
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['later today', '22:00', '2026-06-01T18:30:00+02:00', '2026-06-01T22:00:00+02:00'],
    ['past midnight', '07:00', '2026-06-01T22:00:00+02:00', '2026-06-02T07:00:00+02:00'],
    ['at this very minute: tomorrow', '22:00', '2026-06-01T22:00:00+02:00', '2026-06-02T22:00:00+02:00'],
    ['just gone: tomorrow', '21:59', '2026-06-01T22:00:00+02:00', '2026-06-02T21:59:00+02:00'],
    ['past the end of a year', '00:00', '2026-12-31T23:59:30+01:00', '2027-01-01T00:00:00+01:00'],
    ['over the night of 23 hours', '07:00', '2026-03-28T22:00:00+01:00', '2026-03-29T07:00:00+02:00'],
    ['over the night of 25 hours', '07:00', '2026-10-24T22:00:00+02:00', '2026-10-25T07:00:00+01:00'],
    ['skipped: an hour later', '02:30', '2026-03-29T01:00:00+01:00', '2026-03-29T03:30:00+02:00'],
    ['the day after it was skipped', '02:30', '2026-03-29T04:00:00+02:00', '2026-03-30T02:30:00+02:00'],
    ['shown twice: the first', '02:30', '2026-10-25T01:00:00+02:00', '2026-10-25T02:30:00+02:00'],
  ])('%s', (_, time, after, next) => {
    expect(nextClockTime(time, new Date(after)).toISOString()).toBe(new Date(next).toISOString());
  });

  it('stops at the first such time after the start', () => {
    const lunch = new Date('2026-06-01T12:00:00+02:00');
    const night = { startAt: '2026-06-01T20:00:00.000Z', stopAt: '2026-06-02T05:00:00.000Z' };
    expect(scheduleBetween({ start: '22:00', stop: '7:00' }, lunch)).toEqual(night);
    expect(scheduleBetween({ start: '22:00' }, lunch)).toEqual({ startAt: night.startAt });
    expect(scheduleBetween({ stop: '07:00' }, lunch)).toEqual({ stopAt: night.stopAt });
    expect(scheduleBetween({}, lunch)).toBeUndefined();
  });
});

it('is written on a 24-hour clock', () => {
  const fits = (text: string) => ClockTime.safeParse(text).success;
  expect(['0:00', '07:00', '7:05', '23:59'].filter(fits)).toHaveLength(4);
  expect(['24:00', '7', '7:5', '12:60', '10pm', '', '-1:00'].filter(fits)).toEqual([]);
});
