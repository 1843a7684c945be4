import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineId } from '../../../contract/engines.ts';
import type { DatasetId, JobId, RunId } from '../../../contract/ids.ts';
import type { StartRunChoices } from '../../../contract/runs/runs.ts';
import { readState } from '../../../protocol/checkpoint-files.ts';
import { drawnLibrary } from '../../testing/drawn-library.ts';
import { jobEnd, type TestStudio } from '../../testing/open-test-studio.ts';

/** Runs in real compute processes: one that nobody disturbs, and one that is paused, killed and resumed. */
describe('a run that was interrupted', () => {
  let open: TestStudio;
  let datasetId: DatasetId;

  const library = drawnLibrary();
  beforeAll(async () => {
    const opened = await library.open();
    [open, datasetId] = [opened, opened.datasetId];
  });
  afterAll(() => open[Symbol.asyncDispose]());

  const lastStep = 40;
  const choices = (more: Partial<StartRunChoices>): StartRunChoices => ({
    datasetId,
    preset: 'draft-32',
    width: 4,
    hyperParameters: { batchSize: 8, tickKimg: 0.16, gridRows: 2, gridColumns: 2, r1IntervalSteps: 4 },
    maxKimg: (8 * lastStep) / 1000,
    ...more,
  });

  /** Resolves when the run has made some steps beyond where it stands, or has ended. */
  async function furtherThan(id: RunId, nimg: number): Promise<void> {
    for await (const event of await open.client.runs.watch({ id })) {
      if (event.type === 'steps' && event.rows.some((row) => row.nimg > nimg)) return;
      if (event.type === 'state' && event.run.state === 'failed') throw new Error(event.run.error?.message);
    }
  }

  async function undisturbed(more: Partial<StartRunChoices>): Promise<RunId> {
    const { runId, jobId } = await open.client.runs.start(choices(more));
    expect(await jobEnd(open.client, jobId)).toMatchObject({ state: 'done' });
    return runId;
  }

  /** Pauses a run and kills it twice: once in the middle of its steps, once while it is about to go on. */
  async function disturbed(more: Partial<StartRunChoices>): Promise<RunId> {
    const { runId: id, jobId: first } = await open.client.runs.start(choices(more));
    await furtherThan(id, 0);
    await open.client.runs.pause({ id });
    await jobEnd(open.client, first);
    const { nimg } = await open.client.runs.get({ id });
    const kill = async (jobId: JobId) => {
      process.kill(open.computes.at(-1)?.pid ?? Number.NaN, 'SIGKILL');
      expect(await jobEnd(open.client, jobId)).toMatchObject({ error: { code: 'COMPUTE_CRASHED' } });
    };
    const second = await open.client.runs.resume({ id });
    await furtherThan(id, nimg);
    await kill(second.jobId);
    const third = await open.client.runs.resume({ id });
    for await (const event of await open.client.runs.watch({ id }))
      if (event.type === 'state' && event.run.state === 'running') break;
    await kill(third.jobId);
    const last = await open.client.runs.resume({ id });
    expect(await jobEnd(open.client, last.jobId)).toMatchObject({ state: 'done' });
    expect(nimg).toBeLessThan(8 * lastStep);
    return id;
  }

  /** Everything of the last checkpoint but how long it took, and every step. */
  async function outcome(id: RunId) {
    const [{ name }] = await open.client.runs.checkpoints({ id });
    const dir = join(open.libraryDir, 'runs', id, 'checkpoints', name);
    const { trainingSeconds: _, savedAt: __, hash: ___, ...state } = readState(dir);
    const bytes = (file: string) => readFileSync(join(dir, file));
    const { points } = await open.client.runs.series({ id });
    return { state, weights: bytes('training.safetensors'), average: bytes('generator.safetensors'), points };
  }

  it.for<EngineId>(['tensorflow', 'wasm'])(
    'goes on bit by bit as if nothing had been, on %s',
    async (engine, { skip }) => {
      const { engines } = await open.client.system.info();
      skip(!engines.some(({ id, available }) => id === engine && available), `${engine} is not set up`);
      const settings = { engine, deterministic: true } as const;
      const [whole, parts] = [
        await outcome(await undisturbed(settings)),
        await outcome(await disturbed(settings)),
      ];
      expect(parts.points).toEqual(whole.points);
      expect(parts.state).toEqual(whole.state);
      expect(parts.weights.equals(whole.weights)).toBe(true);
      expect(parts.average.equals(whole.average)).toBe(true);
      expect(parts.points).toHaveLength(lastStep);
    },
  );

  it('goes on much the same where bits are not promised', async () => {
    const settings = { deterministic: false, mode: 'graph' } as const;
    const [whole, parts] = [
      await outcome(await undisturbed(settings)),
      await outcome(await disturbed(settings)),
    ];
    expect(parts.points.map(({ nimg }) => nimg)).toEqual(whole.points.map(({ nimg }) => nimg));
    const differences = parts.points.flatMap(({ mean: { dLoss, gLoss } }, i) => [
      Math.abs(dLoss - whole.points[i].mean.dLoss),
      Math.abs(gLoss - whole.points[i].mean.gLoss),
    ]);
    expect(Math.max(...differences)).toBeLessThan(0.05);
  });
});
