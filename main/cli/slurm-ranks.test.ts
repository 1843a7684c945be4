import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheDir } from '../setup/cache.ts';
import { readMpiStatus } from '../setup/install-mpi.ts';
import { noSlurmHere } from '../studio/places/testing/slurm-cluster.ts';
import { childrenOf } from '../studio/testing/children-of.ts';
import { drawnLibrary } from '../studio/testing/drawn-library.ts';
import { jobEnd } from '../studio/testing/open-test-studio.ts';
import { SlurmStudio } from '../studio/testing/slurm-studio.ts';

const mpi = readMpiStatus(cacheDir());
const reason = noSlurmHere() ?? (mpi.installed ? undefined : `${mpi.reason} ${mpi.next}`);

describe.skipIf(reason !== undefined)(
  `ranks in a job of Slurm${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  () => {
    const drawn = drawnLibrary();
    let slurm: SlurmStudio;
    beforeAll(async () => {
      slurm = await SlurmStudio.open(drawn);
    });
    afterAll(() => slurm?.close());

    it('are told what is asked of the run, and are started again from its checkpoint when one dies', async () => {
      const { client, cluster } = slurm;
      const { runId, jobId } = await client.runs.start(slurm.choices({ maxKimg: 1000, ranks: 2 }));
      await slurm.reached(runId, 80);
      const scheduledAs = await slurm.scheduledAs(runId);
      expect(cluster.run('scontrol', 'show', 'job', scheduledAs)).toMatch(/NumTasks=2 CPUs\/Task=1/);
      cluster.run('scancel', '--signal=USR1', '--batch', scheduledAs);
      await slurm.told(runId, 'nearly up');
      const saved = (await slurm.run(runId)).nimg;
      await slurm.startSoon(scheduledAs);
      await slurm.reached(runId, saved + 80);
      // The worker has started mpirun, and that the ranks.
      const ranks = childrenOf(childrenOf((await slurm.worker())?.pid)[0]);
      expect(ranks).toHaveLength(2);
      process.kill(ranks[1] ?? Number.NaN, 'SIGKILL');
      await slurm.told(runId, 'rank 1 of 2 was killed');
      await slurm.reached(runId, saved + 160);
      await client.runs.pause({ id: runId });
      expect(await jobEnd(client, jobId)).toMatchObject({ state: 'done' });
      const { state, nimg } = await slurm.run(runId);
      expect(state).toBe('paused');
      const { timeline } = await client.runs.history({ id: runId });
      const beginnings = timeline.filter(({ sentence }) => sentence.includes('trains the run from'));
      expect(beginnings.map((each) => each.nimg)).toEqual([0, saved, saved]);
      expect(await slurm.stepsOf(runId)).toEqual(slurm.everyStep(nimg));
      await slurm.empty();
    });
  },
);
