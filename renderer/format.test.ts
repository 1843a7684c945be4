import { expect, test } from 'vitest';
import * as format from './format.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [9_940, '9.9 kB'],
  [9_960, '10 kB'],
  [999_600, '1.0 MB'],
  [1.1e9, '1.1 GB'],
  [340e6, '340 MB'],
  [5e15, '5000 TB'],
])('%d bytes are %s', (bytes, text) => expect(format.formatBytes(bytes)).toBe(text));

test.each([
  [0, '0:00'],
  [42.4, '0:42'],
  [59.6, '1:00'],
  [130, '2:10'],
  [3730, '1:02:10'],
  [-5, '0:00'],
])('%d seconds on the clock are %s', (seconds, text) => expect(format.formatClock(seconds)).toBe(text));

test.each([
  ['2026-06-01T22:05', '22:05'],
  ['2026-06-02T07:00', '07:00'],
  ['2026-06-02T22:00', 'Tue 22:00'],
  ['2026-06-20T09:30', '20 Jun 09:30'],
])('the moment %s is %s', (moment, text) =>
  expect(format.formatMoment(new Date(moment), new Date('2026-06-01T20:00'))).toBe(text),
);

test.each([
  [1, '1st'],
  [2, '2nd'],
  [3, '3rd'],
  [11, '11th'],
  [112, '112th'],
  [123, '123rd'],
])('place %d is the %s', (place, text) => expect(format.formatOrdinal(place)).toBe(text));

test.each([
  [1, '5 seconds'],
  [41, '45 seconds'],
  [60, '1 minute'],
  [190, '3 minutes'],
  [3600, '1 hour'],
  [7800, '2 hours 10 minutes'],
  [7190, '2 hours'],
  [200_000, '2 days'],
])('%d seconds in words are %s', (seconds, text) => expect(format.formatDuration(seconds)).toBe(text));

test.each([
  [-1, 'just now'],
  [20, '20 s ago'],
  [185, '3 min ago'],
  [7300, '2 h ago'],
  [90_000, '1 day ago'],
])('%d seconds ago is %s', (seconds, text) => expect(format.formatAgo(seconds)).toBe(text));

test('images shown are in kimg, with a digit while it matters', () => {
  expect(format.formatKimg(0)).toBe('0.0 kimg');
  expect(format.formatKimg(12_430)).toBe('12.4 kimg');
  expect(format.formatKimg(1_234_000)).toBe('1,234 kimg');
});

test('quantities agree with their number', () => {
  expect(format.formatQuantity(1, 'face')).toBe('1 face');
  expect(format.formatQuantity(2000, 'face')).toBe('2,000 faces');
  expect(format.formatRate(8.42, 'img')).toBe('8.4 img/s');
  expect(format.formatRate(212.3, 'img')).toBe('212 img/s');
});

test('the last part of a path is found on every system', () => {
  expect(format.baseName('/photos/Pictures/')).toBe('Pictures');
  expect(format.baseName('C:\\Users\\me\\a.jpg')).toBe('a.jpg');
});
