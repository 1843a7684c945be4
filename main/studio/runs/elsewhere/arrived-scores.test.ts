import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DatasetId, RunId } from '../../../contract/ids.ts';
import type { Run } from '../../../contract/runs/runs.ts';
import type { RunScore } from '../../../contract/scores/scores.ts';
import { planConfig, presets } from '../../../presets/index.ts';
import { createLogger, type LogLine } from '../../base/log.ts';
import type { PixelsInUse } from '../../datasets/pixel-caches.ts';
import { type Library, openLibrary } from '../../library/library.ts';
import { SettingsStore } from '../../library/settings.ts';
import { fakeCompute, settled } from '../../testing/fake-compute.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { ArrivedScores } from './arrived-scores.ts';

vi.mock('node:os', async (original) => ({
  ...(await original<typeof import('node:os')>()),
  // As on a computer with room for the face network, and with so many cores that the rests between scores are short.
  freemem: () => 2 ** 34,
  availableParallelism: () => 1000,
}));

const path = tempFolderPerTest();
const patience = { timeout: 300_000 };
let library: Library;
beforeEach(() => {
  library = openLibrary(path('library'));
});
afterEach(() => library.close());

const now = '2026-01-02T03:04:05.000Z';
/** A run elsewhere that has trained for long enough to be scored. */
const runOf = (id: string): Run => ({
  ...{ id: RunId.parse(id), name: id, datasetId: DatasetId.parse('faces-1'), datasetName: 'Faces' },
  ...{ preset: 'draft-32', state: 'running', nimg: 0, trainingSeconds: 60, createdAt: now, updatedAt: now },
  config: planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1 }),
  provenance: { setHash: 'set', imageCount: 400, heldOutCount: 40, imports: [] },
});

const pixels: PixelsInUse = { file: 'pixels.u8', [Symbol.dispose]: () => undefined };

/** Scores that are kept in memory, by processes that answer at once or when the test says so. */
function rig({
  holdPixels = async () => pixels,
  answersAtOnce = true,
}: {
  holdPixels?: () => Promise<PixelsInUse>;
  answersAtOnce?: boolean;
} = {}) {
  const answers: (() => void)[] = [];
  const kept: { id: RunId; nimg: number }[] = [];
  const lines: LogLine[] = [];
  const all: RunScore[] = [];
  const { compute, processes } = fakeCompute((process) => {
    process.onReceive = (message) => {
      if (message.type === 'task') process.ready();
      if (message.type !== 'score') return;
      const score = { value: 0.1, n: 128, resizer: 'none' };
      const { requestId } = message;
      const answer = () => process.tell({ type: 'scored', requestId, kid: score, coverage: score, cpuMs: 1 });
      if (answersAtOnce) answer();
      else answers.push(answer);
    };
  });
  const scores = new ArrivedScores({
    ...{ library, compute, datasets: { holdPixels }, settings: new SettingsStore(library.db) },
    series: {
      addScore(id, score) {
        kept.push({ id, nimg: score.nimg });
        all.push(score);
      },
      scores: (id) => kept.flatMap((each, i) => (each.id === id ? all.slice(i, i + 1) : [])),
    },
    checkpoints: { score: async () => undefined },
    feed: { record: () => undefined, emit: () => undefined },
    log: createLogger((line) => lines.push(line)),
  });
  const asked = () =>
    processes.flatMap(({ sent }) =>
      sent.flatMap((message) => (message.type === 'score' ? [message.generatorFile] : [])),
    );
  return { scores, processes, kept, lines, asked, answers };
}

const name = (nimg: number) => String(nimg).padStart(11, '0');

it('scores what has arrived, one run after the other, the newest of each', async () => {
  const { scores, processes, kept, asked } = rig();
  const [first, second] = [runOf('run-1'), runOf('run-2')];
  scores.offer(first, name(100));
  scores.offer(second, name(200));
  scores.offer(second, name(300));
  await vi.waitFor(() => expect(kept).toHaveLength(2), patience);
  expect(kept).toEqual([
    { id: first.id, nimg: 100 },
    { id: second.id, nimg: 300 },
  ]);
  expect(asked().map((file) => file.includes(name(200)))).toEqual([false, false]);
  // Each process ends before the next begins: the face network takes more than a gigabyte.
  expect(processes.map(({ kills }) => kills)).toEqual([1, 1]);
  scores.close();
});

it('goes on with the next run where the pictures of one are gone, and says so in the log', async () => {
  let calls = 0;
  const { scores, kept, lines } = rig({
    async holdPixels() {
      calls += 1;
      if (calls === 1) throw new Error('the dataset was removed');
      return pixels;
    },
  });
  scores.offer(runOf('run-1'), name(100));
  scores.offer(runOf('run-2'), name(200));
  await vi.waitFor(() => expect(kept.map(({ nimg }) => nimg)).toEqual([200]), patience);
  expect(lines.map(({ message }) => message)).toContain('a checkpoint was not scored');
  scores.close();
});

it('keeps no score of a checkpoint that the run went back behind', async () => {
  const { scores, kept, answers } = rig({ answersAtOnce: false });
  const run = runOf('run-1');
  scores.offer(run, name(100));
  await vi.waitFor(() => expect(answers).toHaveLength(1), patience);
  scores.forget(run.id);
  scores.offer(runOf('run-2'), name(200));
  answers[0]?.();
  await vi.waitFor(() => expect(answers).toHaveLength(2), patience);
  answers[1]?.();
  await vi.waitFor(() => expect(kept.map(({ nimg }) => nimg)).toEqual([200]), patience);
  scores.close();
});

it('scores nothing that the run went back behind while its pictures were prepared', async () => {
  const prepared = Promise.withResolvers<PixelsInUse>();
  const { scores, kept, asked } = rig({ holdPixels: () => prepared.promise });
  const run = runOf('run-1');
  scores.offer(run, name(100));
  await settled();
  scores.forget(run.id);
  scores.offer(run, name(50));
  prepared.resolve(pixels);
  await vi.waitFor(() => expect(kept.map(({ nimg }) => nimg)).toContain(50), patience);
  expect(kept.map(({ nimg }) => nimg)).toEqual([50]);
  expect(asked()).toHaveLength(1);
  scores.close();
});

it('starts no process where it is closed while pictures are prepared', async () => {
  const prepared = Promise.withResolvers<PixelsInUse>();
  const { scores, processes, lines } = rig({ holdPixels: () => prepared.promise });
  scores.offer(runOf('run-1'), name(100));
  await settled();
  scores.close();
  prepared.resolve(pixels);
  await settled();
  expect(processes).toEqual([]);
  expect(lines).toEqual([]);
});

it('scores a checkpoint once, though it arrives again at the end of its training', async () => {
  const { scores, kept, asked } = rig();
  const run = runOf('run-1');
  scores.offer(run, name(100));
  await vi.waitFor(() => expect(kept).toHaveLength(1), patience);
  scores.offer(run, name(100));
  // Runs have their turns: when this one is scored, the one before it has been looked at.
  scores.offer(runOf('run-2'), name(200));
  await vi.waitFor(() => expect(kept.map(({ nimg }) => nimg)).toContain(200), patience);
  expect(kept.map(({ nimg }) => nimg)).toEqual([100, 200]);
  expect(asked()).toHaveLength(2);
  scores.close();
});

it('scores nothing once it is closed', async () => {
  const { scores, processes } = rig();
  scores.close();
  scores.offer(runOf('run-1'), name(100));
  await new Promise((resolve) => setImmediate(resolve));
  expect(processes).toEqual([]);
});
