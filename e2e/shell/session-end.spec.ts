import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { RunId } from '../../main/contract/ids.ts';
import { openTestStudio } from '../../main/studio/testing/open-test-studio.ts';
import { runProgram, Seen } from './run-program.ts';

const Report = z.object({ runId: RunId, trained: z.int(), seen: Seen });

test('a training is saved before the session ends, without a question', async () => {
  test.skip(process.platform === 'win32', 'Windows has no signals: its windows are asked instead.');
  // The engine proves itself first, on the very cores that train.
  test.setTimeout(600_000);
  const dir = await mkdtemp(path.join(tmpdir(), 'faceloom-shell-'));
  const { runId, trained, seen } = Report.parse(await runProgram('end-session.ts', dir));

  const names = seen.map(({ name }) => name);
  expect(names).not.toContain('question');
  expect(names.at(-1)).toBe('exit');
  expect(names).toContain('progress');
  // Whoever ends the session knows that the run was paused by it.
  const notices = seen.filter(({ name }) => name === 'notification');
  expect(JSON.stringify(notices)).not.toContain('paused');
  // Drawn faces are few: the coach asks for more, which the person does not see, since the window is not in front.
  expect(JSON.stringify(notices)).toContain('decision');
  await using studio = await openTestStudio({ libraryDir: path.join(dir, 'library'), queueReach: 'none' });
  const run = await studio.client.runs.get({ id: runId });
  expect(run).toMatchObject({ state: 'paused', checkpointNimg: run.nimg });
  expect(run.nimg).toBeGreaterThanOrEqual(trained);
  await rm(dir, { recursive: true });
});
