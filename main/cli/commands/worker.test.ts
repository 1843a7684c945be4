import { runCommand } from 'citty';
import { afterEach, expect, it, vi } from 'vitest';
import { workerCommand } from './worker.ts';

afterEach(() => vi.unstubAllEnvs());

it.each(['OMPI_COMM_WORLD_SIZE', 'PMI_SIZE', 'SLURM_STEP_NUM_TASKS'])(
  'refuses to be one of several that mpirun or srun started: %s',
  async (name) => {
    vi.stubEnv(name, '2');
    await expect(runCommand(workerCommand, { rawArgs: ['/nowhere'] })).rejects.toMatchObject({
      message: 'The worker was started 2 times, by mpirun or srun.',
      data: { next: expect.stringContaining('Start it once') },
    });
  },
);

it('is by itself in a job of Slurm, and where it is the only process of a step', async () => {
  vi.stubEnv('SLURM_NTASKS', '2');
  vi.stubEnv('SLURM_STEP_NUM_TASKS', '1');
  await expect(runCommand(workerCommand, { rawArgs: ['/nowhere'] })).rejects.toMatchObject({
    code: 'JOB_FOLDER_UNUSABLE',
  });
});
