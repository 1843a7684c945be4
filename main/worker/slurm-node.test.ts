import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { noSlurmHere } from '../studio/places/testing/slurm-cluster.ts';
import { childrenOf, parentOf } from '../studio/testing/children-of.ts';
import { drawnLibrary } from '../studio/testing/drawn-library.ts';
import { jobEnd } from '../studio/testing/open-test-studio.ts';
import { patience, SlurmStudio } from '../studio/testing/slurm-studio.ts';

const reason = noSlurmHere();

describe.skipIf(reason !== undefined)(
  `a node of Slurm${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  () => {
    const drawn = drawnLibrary();
    let slurm: SlurmStudio;
    beforeAll(async () => {
      slurm = await SlurmStudio.open(drawn);
    });
    afterAll(() => slurm?.close());

    it('whose daemon is killed, and then the machine with it, loses nothing', async () => {
      const { client, cluster } = slurm;
      const { runId, jobId } = await client.runs.start(slurm.choices({ maxKimg: 1000 }));
      await slurm.reached(runId, 80);
      const scheduledAs = await slurm.scheduledAs(runId);
      // The daemon alone: the worker goes on, and so it does when the daemon is back.
      await cluster.killNode();
      await slurm.reached(runId, (await slurm.run(runId)).nimg + 80);
      cluster.startNode();
      await slurm.reached(runId, (await slurm.run(runId)).nimg + 80);
      cluster.run('scancel', '--signal=USR1', '--batch', scheduledAs);
      await slurm.told(runId, 'nearly up');
      const saved = (await slurm.run(runId)).nimg;
      await slurm.startSoon(scheduledAs);
      await slurm.reached(runId, saved + 80);
      // All of the machine: Slurm waits for it, gives it up, and queues the job again.
      await cluster.killNode();
      const worker = (await slurm.worker())?.pid;
      const script = parentOf(worker);
      // The one that would tell Slurm how the job has ended goes first.
      for (const each of [parentOf(script), script, worker, ...childrenOf(worker)])
        process.kill(each ?? Number.NaN, 'SIGKILL');
      await vi.waitFor(
        async () => expect((await slurm.run(runId)).whereabouts?.phase).toBe('waiting'),
        patience,
      );
      expect((await slurm.run(runId)).state).toBe('queued');
      cluster.startNode();
      await slurm.startSoon(scheduledAs);
      await slurm.reached(runId, saved + 160);
      await client.runs.stop({ id: runId });
      expect(await jobEnd(client, jobId)).toMatchObject({ state: 'done' });
      const { timeline } = await client.runs.history({ id: runId });
      const beginnings = timeline.filter(({ sentence }) => sentence.includes('trains the run from'));
      expect(beginnings.map(({ nimg }) => nimg)).toEqual([0, saved, saved]);
      expect(await slurm.stepsOf(runId)).toEqual(slurm.everyStep((await slurm.run(runId)).nimg));
      await slurm.empty();
    });
  },
);
