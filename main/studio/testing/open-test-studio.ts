import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRouterClient } from '@orpc/server';
import type { StudioClient } from '../../contract/contract.ts';
import type { JobId } from '../../contract/ids.ts';
import type { Job } from '../../contract/system/jobs.ts';
import { createLogger, formatLogLine, type LogLine } from '../base/log.ts';
import type { ComputeProcess } from '../compute-process/compute-launcher.ts';
import { forkCompute } from '../compute-process/fork-compute.ts';
import { openStudio, type Studio } from '../studio.ts';
import type { StudioOptions } from '../studio-options.ts';

/** A studio on a library of its own, removed when it is disposed. */
export interface TestStudio extends AsyncDisposable {
  studio: Studio;
  client: StudioClient;
  libraryDir: string;
  logLines: LogLine[];
  /** The compute processes that it has started, oldest first. */
  computes: readonly ComputeProcess[];
}

const computeEntry = fileURLToPath(new URL('../../compute/main.ts', import.meta.url));

/** Opens a studio over the real compute process, or over a launcher of the test's. */
export async function openTestStudio(
  options: Partial<
    Pick<
      StudioOptions,
      | 'libraryDir'
      | 'launchCompute'
      | 'engineCache'
      | 'engineCandidates'
      | 'queueReach'
      | 'ranks'
      | 'clock'
      | 'pace'
      | 'freeMemory'
      | 'readBattery'
    >
  > = {},
): Promise<TestStudio> {
  const libraryDir = options.libraryDir ?? mkdtempSync(join(tmpdir(), 'faceloom-test-'));
  const logLines: LogLine[] = [];
  const log = createLogger((line) => logLines.push(line));
  const launch = options.launchCompute ?? forkCompute(computeEntry, log);
  const computes: ComputeProcess[] = [];
  const studio = await openStudio({
    ...options,
    libraryDir,
    host: 'cli',
    launchCompute: (env) => {
      const compute = launch(env);
      computes.push(compute);
      return compute;
    },
    version: '0.0.0-test',
    log,
  });
  return {
    studio,
    client: createRouterClient(studio.router),
    libraryDir,
    logLines,
    computes,
    async [Symbol.asyncDispose]() {
      await studio.close();
      if (options.libraryDir === undefined) rmSync(libraryDir, { recursive: true, force: true });
    },
  };
}

/** The job when it has ended. */
export async function jobEnd(client: StudioClient, id: JobId): Promise<Job> {
  let last: Job | undefined;
  for await (const job of await client.jobs.watch({ id })) last = job;
  if (last === undefined) throw new Error('the job was never seen');
  return last;
}

export const describeLog = (lines: readonly LogLine[]) => lines.map(formatLogLine).join('\n');
