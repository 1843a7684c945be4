import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EngineChoice } from '../contract/engines.ts';
import type { DatasetId, RunId } from '../contract/ids.ts';
import type { StartRunChoices } from '../contract/runs/runs.ts';
import { readState } from '../protocol/checkpoint-files.ts';
import { cacheDir } from '../setup/cache.ts';
import { readMpiStatus } from '../setup/install-mpi.ts';
import { createLogger } from '../studio/base/log.ts';
import { forkCompute } from '../studio/compute-process/fork-compute.ts';
import { withRanks } from '../studio/compute-process/launch-ranks.ts';
import { childrenOf } from '../studio/testing/children-of.ts';
import { drawnLibrary } from '../studio/testing/drawn-library.ts';
import { jobEnd, openTestStudio, type TestStudio } from '../studio/testing/open-test-studio.ts';
import { computeEntry } from './app.ts';

const mpi = readMpiStatus(cacheDir());
const whyNot = mpi.installed ? '' : `: ${mpi.reason} ${mpi.next}`;

/** Real trainings, in one process and shared by several under the MPI of this machine. */
describe.skipIf(!mpi.installed)(`a training that ranks share${whyNot}`, () => {
  let libraryDir: string;
  let datasetId: DatasetId;

  const library = drawnLibrary();
  beforeAll(() => {
    libraryDir = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
    datasetId = library.copyTo(libraryDir);
  });
  afterAll(() => rmSync(libraryDir, { recursive: true, force: true }));

  function open(ranks: number): Promise<TestStudio> {
    if (!mpi.installed) throw new Error('skipped without MPI');
    const log = createLogger(() => undefined);
    const start = { entry: computeEntry, log, mpirun: mpi.mpirun, addon: mpi.addon };
    return openTestStudio({
      libraryDir,
      ranks,
      launchCompute: withRanks(forkCompute(computeEntry, log), start),
    });
  }

  const lastStep = 24;
  /** So many that a run does not end before it is ended. */
  const endless = 1e6;
  const choices = (
    microBatches: number,
    steps = lastStep,
    engine: EngineChoice = 'auto',
  ): StartRunChoices => ({
    datasetId,
    engine,
    preset: 'draft-32',
    width: 4,
    deterministic: true,
    hyperParameters: {
      ...{ batchSize: 12, microBatches, tickKimg: 0.12, gridRows: 2, gridColumns: 2, r1IntervalSteps: 4 },
    },
    maxKimg: (12 * steps) / 1000,
  });

  async function trained(ranks: number, ...choice: Parameters<typeof choices>): Promise<RunId> {
    await using test = await open(ranks);
    const { runId, jobId } = await test.client.runs.start(choices(...choice));
    expect(await jobEnd(test.client, jobId)).toMatchObject({ state: 'done' });
    return runId;
  }

  /** Everything of the last checkpoint but how long it took, and every step. */
  async function outcome(id: RunId) {
    await using test = await open(1);
    const [{ name }] = await test.client.runs.checkpoints({ id });
    const dir = join(libraryDir, 'runs', id, 'checkpoints', name);
    const { trainingSeconds: _, savedAt: __, hash: ___, ...state } = readState(dir);
    const { points } = await test.client.runs.series({ id });
    return { state, points, names: readdirSync(dir).sort() };
  }

  /** Resolves when the run has made some steps beyond where it stands. */
  async function furtherThan({ client }: TestStudio, id: RunId, nimg: number): Promise<void> {
    let hasBegun = false;
    for await (const event of await client.runs.watch({ id })) {
      if (event.type === 'steps' && event.rows.some((row) => row.nimg > nimg)) return;
      if (event.type !== 'state') continue;
      const { state, error } = event.run;
      hasBegun ||= state === 'queued' || state === 'running';
      if (hasBegun && (state === 'failed' || state === 'interrupted')) throw new Error(error?.message);
    }
  }

  /** Goes on with a run on so many ranks, and does something to the last of them in the middle of it. */
  async function disturbed(ranks: number, signal: NodeJS.Signals, given?: RunId) {
    await using test = await open(ranks);
    const { client } = test;
    const { runId: id, jobId } =
      given === undefined
        ? await client.runs.start(choices(6, endless, 'wasm'))
        : { runId: given, jobId: (await client.runs.resume({ id: given })).jobId };
    await furtherThan(test, id, (await client.runs.get({ id })).nimg);
    const last = childrenOf(test.computes.at(-1)?.pid).at(-1) ?? Number.NaN;
    process.kill(last, signal);
    const { error } = await jobEnd(client, jobId);
    expect(error).toMatchObject({ code: 'COMPUTE_CRASHED' });
    expect(await client.runs.get({ id })).toMatchObject({ state: 'interrupted' });
    // mpirun has told it to end, which takes the system a moment.
    await vi.waitFor(() => expect(isAlive(last)).toBe(false), { timeout: 300_000, interval: 100 });
    return { id, reason: error?.message };
  }

  /** Goes on with a run and pauses it in the middle; the steps that it has made. */
  async function pausedOn(ranks: number, id: RunId): Promise<number> {
    await using test = await open(ranks);
    const { client } = test;
    const { jobId } = await client.runs.resume({ id });
    await furtherThan(test, id, (await client.runs.get({ id })).nimg);
    await client.runs.pause({ id });
    await jobEnd(client, jobId);
    return (await client.runs.get({ id })).nimg / 12;
  }

  it('gives the bits of one process that works through the batch in as many parts', async () => {
    const one = await outcome(await trained(1, 2));
    expect(await outcome(await trained(2, 2))).toEqual(one);
  });

  // With the engine whose processes start the fastest: this is about what becomes of them.
  it('is interrupted by a rank that is killed or freezes, and goes on with other numbers of ranks', async ({
    skip,
  }) => {
    skip(process.platform !== 'linux', 'processes of others are found through /proc');
    const killed = await disturbed(2, 'SIGKILL');
    expect(killed.reason).toContain('rank 1 of 2 was killed');
    const { id, reason } = await disturbed(3, 'SIGSTOP', killed.id);
    expect(reason).toContain('rank 2 of 3 gave no sign of life for 20 seconds');
    const step = await pausedOn(1, id);
    const last = step + 5;
    {
      await using test = await open(3);
      const { jobId } = await test.client.runs.resume({ id, maxKimg: (12 * last) / 1000 });
      expect(await jobEnd(test.client, jobId)).toMatchObject({ state: 'done' });
    }
    const parts = await outcome(id);
    expect(parts.state.step).toBe(last);
    expect(parts).toEqual(await outcome(await trained(1, 6, last, 'wasm')));
  });

  it('is refused before it starts where its networks or its batch cannot be shared', async () => {
    await using test = await open(5);
    await expect(test.client.runs.start(choices(1))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      data: { next: 'Ranks that fit this batch: 2, 3, 4, 6.' },
    });
    await expect(
      test.client.runs.start({ datasetId, preset: 'classic-dcgan', maxKimg: 1 }),
    ).rejects.toMatchObject({ message: expect.stringContaining('normalise over a whole batch') });
    expect(await test.client.runs.list()).not.toContainEqual(
      expect.objectContaining({ preset: 'classic-dcgan' }),
    );
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // There is no such process.
    return false;
  }
}
