import { expect, it } from 'vitest';
import { type Reached, type RunLimits, type Schedule, shouldStop } from './limits.ts';

const stopAt = '2026-06-02T07:00:00+02:00';

it.each<[string, RunLimits & Schedule, Reached, ReturnType<typeof shouldStop>]>([
  ['no limit', {}, { nimg: 1e9, seconds: 1e9, now: new Date(), kid: 0 }, undefined],
  ['before its kimg', { maxKimg: 2 }, { nimg: 1999 }, undefined],
  ['at its kimg', { maxKimg: 2 }, { nimg: 2000 }, 'kimg'],
  ['at a sum of kimg that floating point makes larger', { maxKimg: 0.096 + 0.32 }, { nimg: 416 }, 'kimg'],
  ['before its first image', { maxKimg: 0.0004 }, { nimg: 0 }, undefined],
  ['before its minutes', { maxMinutes: 1 }, { seconds: 59.9 }, undefined],
  ['at its minutes', { maxMinutes: 1 }, { seconds: 60 }, 'minutes'],
  ['a second before its time', { stopAt }, { now: new Date('2026-06-02T04:59:59Z') }, undefined],
  ['at its time', { stopAt }, { now: new Date('2026-06-02T05:00:00Z') }, 'time'],
  ['long after its time', { stopAt }, { now: new Date('2027-01-01T00:00:00Z') }, 'time'],
  ['without a score', { stopBelowKid: 0.05 }, { nimg: 1e9 }, undefined],
  ['a score that is not below', { stopBelowKid: 0.05 }, { kid: 0.05 }, undefined],
  ['a score below', { stopBelowKid: 0.05 }, { kid: 0.049 }, 'kid'],
  ['one of several limits', { maxKimg: 10, stopBelowKid: 0.05, stopAt }, { nimg: 5000, kid: 0.01 }, 'kid'],
  ['facts that are not known', { maxKimg: 1, maxMinutes: 1, stopAt }, {}, undefined],
])('%s', (_, limits, reached, reason) => {
  expect(shouldStop(limits, reached)).toBe(reason);
});
