import { expect, it } from 'vitest';
import { formatBytes, formatDuration, formatProgress } from './format.ts';

it('shows a bar, a count, a rate and the time left', () => {
  const progress = { done: 1500, total: 3000, unit: 'pictures', rate: 250.4, secondsLeft: 6 };
  expect(formatProgress('Import', progress)).toBe(
    `Import  ${'█'.repeat(12)}${'░'.repeat(12)}  1,500 of 3,000 pictures · 250 a second · 6 s left`,
  );
});

it('leaves out what is not known', () => {
  const progress = { done: 12, unit: 'pictures', note: 'Looking for pictures' };
  expect(formatProgress('Import', progress)).toBe('Import  12 pictures · Looking for pictures');
  expect(formatProgress('Import', { ...progress, done: 0 })).toBe('Import  Looking for pictures');
});

it('reads a training’s speed in images, and its share from the time left', () => {
  const progress = { done: 3, unit: 'kimg', rate: 0.2, secondsLeft: 45 };
  expect(formatProgress('Train', progress)).toBe(
    `Train  ${'█'.repeat(6)}${'░'.repeat(18)}  3 kimg · 200 images a second · 45 s left`,
  );
});

it.each([
  [3_615_539, 6_356_642, 53_706, '3.6 of 6.4 MB · 53.7 kB a second'],
  [900_000, 2_000_000_000, 12.4, '900 kB of 2 GB · 12 B a second'],
  [1500, undefined, 1e9, '1.5 kB · 1 GB a second'],
])('writes bytes as people read them', (done, total, rate, text) => {
  expect(formatProgress('Read', { done, total, unit: 'bytes', rate })).toMatch(new RegExp(`  ${text}$`));
});

it('counts units of several words as a whole', () => {
  const progress = { done: 1, total: 12, unit: 'steps of proof', rate: 2 };
  expect(formatProgress('Read', progress)).toMatch(/ {2}1 of 12 steps of proof · 2 a second$/);
});

it.each([
  [200, 24],
  [90, 24],
  [76, 22],
  [62, 8],
  [40, 0],
])('fits %i columns with a bar of %i', (width, bar) => {
  const line = formatProgress(
    'Train',
    { done: 3, total: 6, unit: 'kimg', rate: 0.2, secondsLeft: 45 },
    width,
  );
  expect(line.endsWith('3 of 6 kimg · 200 images a second · 45 s left')).toBe(true);
  expect(line.match(/[█░]/g)?.length ?? 0).toBe(bar);
});

it.each([
  [0, '0 s'],
  [59.4, '59 s'],
  [60, '1:00 min'],
  [3599.6, '1:00 h'],
  [7500, '2:05 h'],
])('writes %d seconds as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1500, '1.5 kB'],
  [25_274_793_984, '25.3 GB'],
])('writes %d bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
