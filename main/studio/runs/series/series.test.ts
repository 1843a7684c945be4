import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { DatasetId, RunId } from '../../../contract/ids.ts';
import { type Run, SeriesInput } from '../../../contract/runs/runs.ts';
import { StepRow, stepColumnNames, stepColumns } from '../../../contract/runs/step-columns.ts';
import { writeFileAtomic } from '../../../disk/atomic-file.ts';
import { planConfig, presets } from '../../../presets/index.ts';
import { type Library, openLibrary } from '../../library/library.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { RunStore } from '../store/run-store.ts';
import { SeriesStore } from '../store/series-store.ts';
import { seriesCsv } from './series-csv.ts';
import { readSpans } from './step-spans.ts';

const path = tempFolderPerTest();
const id = RunId.parse('run-1');
const now = '2026-01-02T03:04:05.000Z';
const run: Run = {
  id,
  name: 'A run',
  datasetId: DatasetId.parse('faces-1'),
  datasetName: 'Faces',
  preset: 'draft-32',
  state: 'running',
  config: planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1 }),
  nimg: 0,
  trainingSeconds: 0,
  createdAt: now,
  updatedAt: now,
};

let library: Library;
let series: SeriesStore;
beforeEach(() => {
  library = openLibrary(path('library'));
  new RunStore(library.db).save(run);
  series = new SeriesStore(library.db);
});
afterEach(() => library.close());

const batch = 32;
const row = (i: number): StepRow => ({
  nimg: (i + 1) * batch,
  dLoss: Math.sin(i),
  gLoss: 2,
  dReal: 0.6,
  dFake: 0.4,
  ...(i % 16 === 0 ? { heldOutLogit: i } : {}),
});
const rows = (count: number) => Array.from({ length: count }, (_, i) => row(i));
const read = (input: Omit<Partial<SeriesInput>, 'id'>) =>
  readSpans(series, SeriesInput.parse({ id, ...input }));

it('has a column of the library for every number of a step', () => {
  const columns = library.db
    .all(z.object({ name: z.string() }), 'PRAGMA table_info(run_steps)')
    .map(({ name }) => name);
  const catalogued = Object.values(stepColumns).map(({ sql }) => sql);
  expect(columns.toSorted()).toEqual(['run_id', 'nimg', ...catalogued].toSorted());
});

it('keeps every number of a step, and leaves out what was not measured', () => {
  const numbers = Object.fromEntries(stepColumnNames.map((name, i) => [name, i + 0.5]));
  const whole = StepRow.parse({ nimg: batch, ...numbers });
  series.addSteps(id, [whole, row(1)]);
  expect(series.steps(id, 0)).toEqual([whole, row(1)]);
});

it('gives every step by itself where there are few', async () => {
  series.addSteps(id, rows(20));
  const points = await read({ fromNimg: 2 * batch, toNimg: 4 * batch });
  expect(points).toEqual(
    [1, 2, 3].map((i) => {
      const { nimg, ...mean } = row(i);
      return { nimg, steps: 1, mean };
    }),
  );
  expect(await read({ fromNimg: 1e9 })).toEqual([]);
});

it('puts many steps together evenly, with their means and extremes, and leaves none out', async () => {
  const all = rows(10_000).map((each, i) => (i === 5_432 ? { ...each, gLoss: 99 } : each));
  series.addSteps(id, all);
  const points = await read({ maxPoints: 300 });
  expect(points.length).toBeGreaterThan(290);
  expect(points.length).toBeLessThanOrEqual(300);
  expect(points.at(-1)?.nimg).toBe(10_000 * batch);
  expect(Math.max(...points.map(({ high }) => high?.gLoss ?? 0))).toBe(99);
  let first = 0;
  for (const { steps, nimg, mean, low, high } of points) {
    const own = all.slice(first, first + steps);
    expect(own.at(-1)?.nimg).toBe(nimg);
    const losses = own.map(({ dLoss }) => dLoss);
    expect(mean.dLoss).toBeCloseTo(losses.reduce((a, b) => a + b) / steps, 5);
    expect(low?.dLoss).toBeCloseTo(Math.min(...losses), 5);
    expect(high?.dLoss).toBeCloseTo(Math.max(...losses), 5);
    const heldOut = own.flatMap(({ heldOutLogit = [] }) => heldOutLogit);
    if (heldOut.length > 0) expect(high?.heldOutLogit).toBeCloseTo(Math.max(...heldOut), 0);
    else expect(high).not.toHaveProperty('heldOutLogit');
    first += steps;
  }
  expect(first).toBe(10_000);
});

it('writes one line of CSV a step, with ticks and scores in the lines of their steps', async () => {
  series.addSteps(id, rows(4500));
  series.addTick(id, { nimg: 2 * batch, diversity: 0.75, rank: 1.5, overfitting: -0.25 });
  const measured = { n: 128, resizer: 'bilinear' };
  const [kid, coverage] = [0.125, 0.5].map((value) => ({ ...measured, value }));
  series.addScore(id, { nimg: 3 * batch, kid, coverage });
  const reported: number[] = [];
  const file = path('steps.csv');
  const { signal } = new AbortController();
  await writeFileAtomic(file, seriesCsv(series, id, { signal, report: ({ done }) => reported.push(done) }));
  const lines = readFileSync(file, 'utf8').trimEnd().split('\r\n');
  const [heading = [], ...cells] = lines.map((line) => line.split(','));
  expect(heading.slice(0, 3)).toEqual(['images shown', 'discriminator loss (nats)', 'generator loss (nats)']);
  expect(new Set(cells.map(({ length }) => length))).toEqual(new Set([heading.length]));
  expect(cells.map(([nimg]) => Number(nimg))).toEqual(rows(4500).map(({ nimg }) => nimg));
  expect(cells.map(([, dLoss]) => Number(dLoss))).toEqual(rows(4500).map(({ dLoss }) => dLoss));
  const column = (name: string) => cells.map((line) => line[heading.indexOf(name)]);
  expect(column('diversity (share of real)').slice(0, 4)).toEqual(['', '0.75', '', '']);
  expect(column('KID of the checkpoint').slice(0, 4)).toEqual(['', '', '0.125', '']);
  expect(column('coverage of the checkpoint (0-1)').slice(0, 4)).toEqual(['', '', '0.5', '']);
  expect(column('overfitting r_v').slice(0, 4)).toEqual(['', '-0.25', '', '']);
  expect(column('logit of held-out pictures (nats)').slice(14, 18)).toEqual(['', '', '16', '']);
  expect(reported).toEqual([2000, 4000, 4500]);
});

it('stops writing when it is cancelled', async () => {
  series.addSteps(id, rows(4500));
  const controller = new AbortController();
  const csv = seriesCsv(series, id, { signal: controller.signal, report: () => controller.abort() });
  await expect(writeFileAtomic(path('steps.csv'), csv)).rejects.toMatchObject({ name: 'AbortError' });
});
