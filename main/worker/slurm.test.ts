import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { noSlurmHere } from '../studio/places/testing/slurm-cluster.ts';
import { drawnLibrary } from '../studio/testing/drawn-library.ts';
import { jobEnd } from '../studio/testing/open-test-studio.ts';
import { patience, SlurmStudio } from '../studio/testing/slurm-studio.ts';

const reason = noSlurmHere();

describe.skipIf(reason !== undefined)(`Slurm${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  const drawn = drawnLibrary();
  let slurm: SlurmStudio;
  beforeAll(async () => {
    slurm = await SlurmStudio.open(drawn);
  });
  afterAll(() => slurm?.close());

  it('takes the jobs of a place that is in order, and says what it does not take', async () => {
    const { client, place } = slurm;
    const findings = await client.places.check({ id: place.id });
    expect(findings.map(({ isOk, sentence }) => ({ isOk, sentence }))).toEqual([
      { isOk: true, sentence: expect.stringContaining('can be written') },
      { isOk: true, sentence: expect.stringMatching(/^Slurm answers: slurm-wlm \d/) },
      { isOk: true, sentence: expect.stringContaining('takes jobs') },
    ]);
    const wrong = await client.places.add(slurm.placeChoices({ name: 'Wrong', partition: 'nowhere' }));
    const [, , submission] = await client.places.check({ id: wrong.id });
    expect(submission).toMatchObject({ isOk: false, sentence: expect.stringContaining('Invalid partition') });
    // The cluster's partition lets jobs run for an hour.
    const long = await client.places.add(slurm.placeChoices({ name: 'Long', hours: 1.1 }));
    const [, , hours] = await client.places.check({ id: long.id });
    expect(hours).toMatchObject({ isOk: false, sentence: expect.stringContaining('for 1 h at most') });
  });

  it('lets a node train a tiny job, of which nothing is left', async () => {
    const { client, place } = slurm;
    const { jobId } = await client.places.tryJob({ id: place.id });
    expect(await jobEnd(client, jobId)).toMatchObject({
      result: {
        findings: [{ isOk: true, sentence: expect.stringMatching(/^A tiny job trained on \S+ with /) }],
      },
    });
    expect(slurm.jobFolders()).toEqual([]);
    await slurm.empty();
  });

  it('trains a sweep of four over two slots, while the studio is closed and open again', async () => {
    const sweep = slurm.choices({ maxKimg: 0.32 });
    const { runs } = await slurm.client.sweeps.start({ ...sweep, axis: 'seed', values: [1, 2, 3, 4] });
    await vi.waitFor(async () => {
      const phases = (await slurm.client.runs.list()).map(({ whereabouts }) => whereabouts);
      expect(phases.filter((each) => each?.reason === 'JobArrayTaskLimit')).toHaveLength(2);
    }, patience);
    await slurm.reopen();
    for (const { runId } of runs) {
      await vi.waitFor(async () => expect((await slurm.run(runId)).state).toBe('finished'), patience);
      expect(await slurm.stepsOf(runId)).toEqual(slurm.everyStep(320));
    }
    // The folders go when their workers have closed their files.
    await vi.waitFor(() => expect(slurm.jobFolders()).toEqual([]), patience);
  });

  it('queues a run again when its time is nearly up, says so when it is killed, and loses nothing', async () => {
    const { client, cluster } = slurm;
    const { runId, jobId } = await client.runs.start(slurm.choices({ maxKimg: 1000 }));
    await slurm.reached(runId, 80);
    const scheduledAs = await slurm.scheduledAs(runId);
    // What --signal=B:USR1@120 does two minutes before the end.
    cluster.run('scancel', '--signal=USR1', '--batch', scheduledAs);
    await slurm.told(runId, 'nearly up');
    await slurm.startSoon(scheduledAs);
    await slurm.reached(runId, (await slurm.run(runId)).nimg + 80);
    process.kill((await slurm.worker())?.pid ?? Number.NaN, 'SIGKILL');
    expect(await jobEnd(client, jobId)).toMatchObject({ error: { code: 'COMPUTE_CRASHED' } });
    expect((await slurm.run(runId)).state).toBe('interrupted');
    const resumed = await client.runs.resume({ id: runId });
    await slurm.reached(runId, (await slurm.run(runId)).nimg + 80);
    // A person cancels it on the cluster: it does not come back by itself.
    cluster.run('scancel', await slurm.scheduledAs(runId));
    expect(await jobEnd(client, resumed.jobId)).toMatchObject({
      error: { code: 'COMPUTE_CRASHED', message: expect.stringContaining('CANCELLED') },
    });
    const { state, nimg } = await slurm.run(runId);
    expect(state).toBe('interrupted');
    expect(await slurm.stepsOf(runId)).toEqual(slurm.everyStep(nimg));
    await slurm.empty();
  });
});
