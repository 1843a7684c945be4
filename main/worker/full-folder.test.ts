import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorCode } from '../disk/disk-error.ts';
import { jobPaths } from '../job-folder/job-paths.ts';
import { readJobState, writeJobState } from '../job-folder/job-state.ts';
import { config, messagesOf, testJob } from '../job-folder/testing/test-job.ts';
import { type FakeProcess, fakeCompute, settled } from '../studio/testing/fake-compute.ts';
import { writeScriptedCheckpoint } from '../studio/testing/scripted-checkpoint.ts';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { startWorker } from './worker.ts';

const path = tempFolderPerTest();

/** Why no small file system can be made here; undefined where one can. */
function noSmallDisk(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'only root of Linux can mount a small disk';
  return undefined;
}
const reason = noSmallDisk();

describe.skipIf(reason !== undefined)(
  `a shared folder that is full${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  () => {
    let folder = '';
    beforeEach(async ({ skip }) => {
      mkdirSync(path('shared'));
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path('shared')], { stdio: 'pipe' });
      } catch (error) {
        return skip(`no small disk can be mounted here: ${String(error)}`);
      }
      folder = await testJob(path('shared'), 'run-1', { task: { config: { ...config, maxKimg: 1000 } } });
    });
    afterEach(() => execFileSync('umount', [path('shared')]));

    const filler = () => path('shared', 'filler');
    function fill(): void {
      const file = openSync(filler(), 'w');
      try {
        for (const size of [4096, 1]) writeUntilFull(file, Buffer.alloc(size));
      } finally {
        closeSync(file);
      }
    }

    const row = (nimg: number) => ({ nimg, dLoss: 1, gLoss: 1, dReal: 0.5, dFake: 0.5 });
    const stepsOf = async () =>
      (await messagesOf(folder)).flatMap((message) =>
        message.type === 'steps' ? message.rows.map(({ nimg }) => nimg) : [],
      );

    it('ends the worker with the reason; the next one goes on from the last checkpoint, with whole lines', async () => {
      const { checkpoints } = jobPaths(folder);
      const script = async (process: FakeProcess) => {
        await settled();
        process.ready();
        if (processes.length === 1) {
          const name = writeScriptedCheckpoint(checkpoints, config, 16);
          process.tell({ type: 'steps', rows: [row(8), row(16)] });
          process.tell({ type: 'checkpoint', name, nimg: 16, sizeBytes: 1 });
          // Written when the checkpoint is known.
          while ((await readJobState(folder))?.checkpoint !== name) await settled();
          fill();
          const many = Array.from({ length: 200 }, (_, i) => row(24 + 8 * i));
          process.tell({ type: 'steps', rows: many });
          return;
        }
        process.tell({ type: 'steps', rows: [row(24)] });
        process.tell({ type: 'ended', reason: 'finished' });
        process.exit({ code: 0 });
      };
      const { compute, processes } = fakeCompute((process) => void script(process));
      const said: string[] = [];
      const start = () =>
        startWorker(folder, { openCompute: () => compute, threads: 1, say: (line) => said.push(line) });
      await expect(start().ended).rejects.toMatchObject({ code: 'DISK_FULL' });
      expect(processes[0]?.kills).toBe(1);
      expect(said.join('\n')).toMatch(/full/);
      rmSync(filler());
      // It could not even say that it has ended.
      const left = await readJobState(folder);
      expect(left).toMatchObject({ state: 'working', checkpoint: '00000000016' });
      // Its process has ended as well, which this one of the test has not.
      if (left !== undefined) await writeJobState(folder, { ...left, pid: 2 ** 22 + 1 });
      expect(await start().ended).toBe('finished');
      expect(processes[1]?.sent[0]).toMatchObject({
        task: { checkpointDir: join(checkpoints, '00000000016') },
      });
      const steps = await stepsOf();
      expect(steps.slice(0, 2)).toEqual([8, 16]);
      expect(steps.at(-1)).toBe(24);
      expect(await messagesOf(folder)).toContainEqual({ type: 'rewound', nimg: 16 });
    });
  },
);

function writeUntilFull(file: number, block: Buffer): void {
  for (;;) {
    try {
      writeSync(file, block);
    } catch (error) {
      if (errorCode(error) === 'ENOSPC') return;
      throw error;
    }
  }
}
