import { expect, test } from 'vitest';
import {
  type HealthCondition,
  type RunTick,
  repeatNimg,
  type TimelineEvent,
} from '../../../../main/contract/runs/health.ts';
import { RunConfig } from '../../../../main/contract/runs/run-config.ts';
import { verdictOn } from './health-verdict.ts';

const config = RunConfig.parse({
  schemaVersion: 1,
  preset: 'draft-32',
  architecture: 'dcgan',
  resolution: 32,
  channels: 1,
  latentSize: 64,
  generatorWidths: [8, 8, 8],
  discriminatorWidths: [8, 8, 8],
  generatorLearningRate: 1e-3,
  discriminatorLearningRate: 1e-3,
  adamBeta1: 0,
  adamBeta2: 0.99,
  adamEpsilon: 1e-8,
  batchSize: 32,
  flips: true,
  tickKimg: 2,
  gridRows: 8,
  gridColumns: 8,
  seed: 1,
});
const run = (nimg: number, state: 'running' | 'paused' | 'finished' = 'running') => ({ nimg, state, config });
const found = (condition: HealthCondition, nimg: number): TimelineEvent => ({
  kind: 'health',
  condition,
  nimg,
  at: '2026-01-02T03:04:05.000Z',
  sentence: `${condition}.`,
  suggestion: `Against ${condition}.`,
});
const started: TimelineEvent = {
  kind: 'started',
  nimg: 0,
  at: '2026-01-02T03:04:05.000Z',
  sentence: 'Started.',
};
const tick = (nimg: number, movement?: number): RunTick => ({
  nimg,
  diversity: 1,
  rank: 1,
  ...(movement === undefined ? {} : { movement }),
});

test('before two grids there is nothing to say', () => {
  expect(verdictOn(run(1000), [started], [tick(2000)])).toMatchObject({
    tone: 'waiting',
    suggestion: expect.stringContaining('4 kimg'),
  });
});

test('a healthy run is told by how quickly its faces change', () => {
  const say = (movement: number, state: 'running' | 'paused' | 'finished' = 'running') =>
    verdictOn(run(10_000, state), [started], [tick(8000, movement), tick(10_000, movement)]);
  expect(say(0.5)).toEqual({
    tone: 'good',
    sentence: 'Healthy.',
    suggestion: 'Faces are still changing quickly; let it run.',
  });
  expect(say(0.1).suggestion).toBe('Faces are still changing; let it run.');
  expect(say(0.01).suggestion).toContain('little');
  expect(say(0.5, 'paused').sentence).toBe('Healthy when it stopped.');
});

test('the newest finding counts, until the coach would have said it again', () => {
  const timeline = [started, found('overfit', 4000), found('collapse', 6000)];
  const finding = verdictOn(run(8000), timeline, []);
  expect(finding).toMatchObject({ tone: 'bad', sentence: 'collapse.', suggestion: 'Against collapse.' });
  expect(verdictOn(run(6000 + repeatNimg), timeline, []).finding?.condition).toBe('collapse');
  expect(verdictOn(run(6000 + repeatNimg + 4000), timeline, [tick(26_000, 0.5)]).sentence).toBe('Healthy.');
});

test('a finding from before the run went back still counts', () => {
  expect(verdictOn(run(4000), [started, found('divergence', 6000)], []).finding?.nimg).toBe(6000);
});

test('weak data holds on, behind everything else', () => {
  const timeline = [started, found('weak-data', 0), found('starved', 4000)];
  expect(verdictOn(run(5000), timeline, []).finding?.condition).toBe('starved');
  expect(verdictOn(run(900_000), timeline, [tick(900_000, 1)])).toMatchObject({
    tone: 'warning',
    finding: { condition: 'weak-data' },
  });
});

test('an engine that taught it wrongly comes before all else, with the way on', () => {
  const doubt = { title: 'TensorFlow with oneDNN', reason: 'A convolution was wrong.', fromNimg: 0 };
  const timeline = [started, found('collapse', 4000)];
  const stopped = verdictOn(run(4000, 'paused'), timeline, [], doubt);
  expect(stopped).toMatchObject({
    tone: 'bad',
    sentence: expect.stringContaining('with TensorFlow with oneDNN, which does not compute rightly'),
    suggestion: expect.stringMatching(/^Resume it to go on with an engine that computes rightly/),
  });
  expect(verdictOn(run(4000), timeline, [], doubt).suggestion).toMatch(/^It goes on with an engine/);
  expect(verdictOn(run(4000), timeline, [], { ...doubt, toNimg: 2000 })).toMatchObject({
    sentence: expect.stringContaining('up to 2.0 kimg'),
    suggestion: expect.stringContaining('start a new one'),
  });
});

test('of a run that ended before the first look it does not promise one', () => {
  const suggestion = (state: 'running' | 'paused' | 'finished') =>
    verdictOn(run(3000, state), [started], []).suggestion;
  expect(suggestion('running')).toBe('The first look at the faces comes after 4 kimg.');
  expect(suggestion('paused')).toBe(suggestion('running'));
  expect(suggestion('finished')).toBe(
    'The run ended before the first look at the faces, which comes after 4 kimg.',
  );
});
