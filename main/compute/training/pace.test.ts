import { expect, it } from 'vitest';
import { randomStream } from '../../protocol/random.ts';
import { Pace } from './pace.ts';

const images = 32;

/** Makes steps until `untilMs` and says when the last one was over. */
function train(pace: Pace, fromMs: number, untilMs: number, stepMs: (ms: number) => number): number {
  let ms = fromMs;
  while (ms < untilMs) {
    ms += stepMs(ms);
    pace.add(images, ms);
  }
  return ms;
}

it('is silent for a second, then says what has been', () => {
  const pace = new Pace(5000);
  pace.add(images, 5500);
  expect(pace.imagesPerSecond()).toBeUndefined();
  pace.add(images, 6000);
  expect(pace.imagesPerSecond()).toBe(64);
});

it('counts what lies between steps', () => {
  const pace = new Pace(0);
  let ms = 0;
  for (let step = 1; step <= 1000; step++) {
    ms += 100;
    // A grid every 100 steps takes 5 s: half as long as its steps.
    if (step % 100 === 0) ms += 5000;
    pace.add(images, ms);
  }
  const steps = 1000 / (100 + 5000 / 100);
  expect(Math.abs((pace.imagesPerSecond() ?? 0) / (steps * images) - 1)).toBeLessThan(0.1);
});

it('has forgotten another speed after a minute', () => {
  const pace = new Pace(0);
  const ms = train(pace, 0, 300_000, () => 100);
  expect(pace.imagesPerSecond()).toBeCloseTo(320);
  train(pace, ms, ms + 60_000, () => 200);
  expect(pace.imagesPerSecond()).toBeCloseTo(160);
});

it('looks back over 128 steps where a minute holds fewer', () => {
  const pace = new Pace(0);
  // Every 16th step of ten seconds takes 100 s more.
  let ms = 0;
  for (let step = 0; step < 256; step++) {
    ms += step % 16 === 0 ? 110_000 : 10_000;
    pace.add(images, ms);
  }
  expect(pace.imagesPerSecond()).toBeCloseTo((16 * images) / 260);
});

it('goes on from what a run was before, and then believes what it sees', () => {
  const pace = new Pace(0, 100);
  expect(pace.imagesPerSecond()).toBe(100);
  train(pace, 0, 6000, () => 100);
  expect(pace.imagesPerSecond()).toBeCloseTo(0.9 * 100 + 0.1 * 320);
  train(pace, 6000, 60_000, () => 100);
  expect(pace.imagesPerSecond()).toBeCloseTo(320);
});

/** A run of `steps` steps on a clock of its own, paused once in its middle; how far each estimate of its end was off. */
function errorsOf(steps: number, stepMs: number): number[] {
  const random = randomStream(1, 'pace', 0);
  const estimates: { ms: number; left: number }[] = [];
  let ms = 0;
  let savedMs = 0;
  let pace = new Pace(ms);
  for (let step = 1; step <= steps; step++) {
    // Another program slows every tenth step down; a lazy penalty every 16th; sample grids and checkpoints take seconds.
    ms +=
      stepMs *
      (0.8 + 0.4 * random.uniform()) *
      (random.uniform() < 0.1 ? 3 : 1) *
      (step % 16 === 0 ? 2.5 : 1);
    pace.add(images, ms);
    if (step % 60 === 0) ms += 600;
    if (ms - savedMs > 60_000) {
      ms += 2000;
      savedMs = ms;
    }
    if (step === Math.round(steps / 2)) pace = new Pace(ms, ((step * images) / ms) * 1000);
    const rate = pace.imagesPerSecond();
    if (rate !== undefined) estimates.push({ ms, left: ((steps - step) * images * 1000) / rate });
  }
  const counted = estimates.filter((each) => each.ms > 0.05 * ms && each.ms < 0.95 * ms);
  expect(counted.length).toBeGreaterThan(100);
  return counted.map((each) => Math.abs(each.left / (ms - each.ms) - 1));
}

it.each([
  ['a minute and a half', 900, 70],
  ['an hour', 20_000, 140],
  ['a night of slow steps', 4000, 8000],
])('tells the end of a run of %s within a fifth, from its first twentieth on', (_, steps, stepMs) => {
  expect(Math.max(...errorsOf(steps, stepMs))).toBeLessThan(0.2);
});
