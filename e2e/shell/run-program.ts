import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

/** What the desktop program handed to Electron, in the order in which it did. */
export const Seen = z.array(z.object({ name: z.string(), value: z.unknown().optional() }));

/** Runs one of this folder's scripts, which uses the built program on the stand-in; gives what it printed. */
export const runProgram = async (...given: Parameters<typeof runWithErrors>): Promise<unknown> =>
  (await runWithErrors(...given)).report;

/** The same, with what the program wrote to its standard error. */
export async function runWithErrors(
  script: string,
  dir: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<{ report: unknown; stderr: string }> {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [path.join(import.meta.dirname, script)],
    {
      env: { ...process.env, STAND_IN_DIR: dir, ...environment },
    },
  );
  return { report: JSON.parse(stdout.trim().split('\n').at(-1) ?? ''), stderr };
}
