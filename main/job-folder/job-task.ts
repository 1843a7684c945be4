import { z } from 'zod';
import { EngineChoice, StepModeChoice } from '../contract/engines.ts';
import { StudioError } from '../contract/errors.ts';
import { mostRanks } from '../contract/rank-count.ts';
import { RunConfig } from '../contract/runs/run-config.ts';
import { writeFileAtomic } from '../disk/atomic-file.ts';
import { errorCode } from '../disk/disk-error.ts';
import { jobPaths } from './job-paths.ts';
import { assertPlainFolder, readVersioned } from './plain-files.ts';

/** What a worker is to train; everything else that it needs has a fixed place in the job folder. */
export const JobTask = z.strictObject({
  /** 2 = with ranks, which a Faceloom that knows 1 alone would not understand. */
  version: z.literal([1, 2]),
  /** What the run is called, for those who read logs. */
  name: z.string().max(200),
  config: RunConfig,
  engine: EngineChoice,
  mode: StepModeChoice,
  /** How many processes share the training; absent = one. */
  ranks: z.int().min(2).max(mostRanks).optional(),
  checkpointIntervalSeconds: z.number().positive(),
  /** Which checkpoints stay in the job folder. */
  keep: z.strictObject({ newest: z.int().min(2).max(100), milestoneKimg: z.number().min(0) }),
  /** SHA-256 of the prepared pixels. */
  pixels: z.string().regex(/^[0-9a-f]{64}$/),
  /** Name of the checkpoint under `out` that it goes on from; absent for a run that begins. */
  checkpoint: z
    .string()
    .regex(/^\d{11}$/)
    .optional(),
});
export type JobTask = z.infer<typeof JobTask>;

export async function writeTask(folder: string, task: JobTask): Promise<void> {
  await writeFileAtomic(jobPaths(folder).task, JSON.stringify(task, null, 2));
}

/** Throws JOB_FOLDER_UNUSABLE for a folder without a task that this Faceloom understands. */
export async function readTask(folder: string): Promise<JobTask> {
  const { task, out, control } = jobPaths(folder);
  try {
    for (const each of [folder, control, out]) await assertPlainFolder(each);
    return await readVersioned(task, JobTask, 2);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ENOTDIR') throw error;
    throw new StudioError('JOB_FOLDER_UNUSABLE', 'That folder is not the folder of a job.', {
      next: 'Give the folder of one job: it lies in the folder "jobs" of a place, and holds a file task.json.',
      subject: folder,
    });
  }
}
