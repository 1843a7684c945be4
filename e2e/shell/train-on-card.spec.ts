import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { missingSoftwareCard, testGpuEnvironment } from '../../main/compute/testing/gpu-here.ts';
import { ErrorReport } from '../../main/contract/errors.ts';
import { runProgram } from './run-program.ts';

const Outcome = z.object({ ending: z.union([z.string(), ErrorReport]), learnt: z.array(z.string()) });
const Report = z.object({ here: Outcome, there: Outcome, lost: Outcome });

test('a training through the hidden window learns the same bits, and ends with its page', async () => {
  test.skip(missingSoftwareCard !== undefined, missingSoftwareCard);
  const dir = await mkdtemp(path.join(tmpdir(), 'faceloom-shell-'));
  const { here, there, lost } = await runProgram('train-on-card.ts', dir, testGpuEnvironment())
    .then((report) => Report.parse(report))
    .finally(() => rm(dir, { recursive: true }));
  const missing = ErrorReport.safeParse(here.ending).data;
  test.skip(missing?.code === 'ENGINE_UNAVAILABLE', missing?.message);

  expect(here.ending).toBe('finished');
  expect(here.learnt.length).toBeGreaterThan(0);
  expect(there).toEqual(here);
  expect(lost.ending).toMatchObject({
    code: 'CARD_LOST',
    data: { subject: expect.stringContaining('The window that reaches the graphics card crashed.') },
  });
});
