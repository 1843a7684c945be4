import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { jobPaths } from '../../../job-folder/job-paths.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { MessageReader } from './message-reader.ts';

const path = tempFolderPerTest();

/** What a reader tells of a job with one message, and what follows it, whose end is asked for before it was read. */
async function told(isThere: () => boolean, behind = ''): Promise<string[]> {
  const { messages } = jobPaths(path('job'));
  mkdirSync(dirname(messages), { recursive: true });
  const row = { nimg: 32, dLoss: 1, gLoss: 1, dReal: 0.5, dFake: 0.5 };
  writeFileSync(messages, `${JSON.stringify({ type: 'steps', rows: [row] })}\n${behind}`);
  const types: string[] = [];
  const reader = new MessageReader({
    ...{ folder: path('job'), readTo: 0, pollMs: 1, lateMs: 10 },
    inOneStep: (_end, work) => work(),
    settled: async () => undefined,
    onWorker: () => undefined,
    look: async () => {
      types.push('look');
      return isThere();
    },
  });
  reader.onMessage(({ type }) => types.push(type));
  await new Promise((resolve) => {
    reader.onExit(resolve);
    reader.end('paused');
  });
  return types;
}

it('reads what a job said before it ends as it was asked to', async () => {
  const types = await told(() => true);
  expect(types.filter((type) => type !== 'look')).toEqual(['steps', 'ended']);
});

it('does not end a job while its share is away', async () => {
  let looks = 0;
  const types = await told(() => ++looks > 5);
  expect(types).toEqual(['steps', ...Array(6).fill('look'), 'ended']);
});

it('keeps the rows before a line that is not a message, which ends the run', async () => {
  const types = await told(() => true, 'words\n');
  expect(types.filter((type) => type !== 'look')).toEqual(['steps', 'failed']);
});

it('fails over a sample grid that never shows, once its share has been there for long enough', async () => {
  const pixels = { count: 4, size: 32, channels: 1, file: 'fakes-00000000032.gz' };
  const grid = { type: 'sample', kind: 'fakes', nimg: 32, rows: 2, columns: 2, pixels };
  let looks = 0;
  const types = await told(() => ++looks > 5, `${JSON.stringify(grid)}\n`);
  expect(types.filter((type) => type !== 'look')).toEqual(['steps', 'failed']);
  // While the share was away, no time went by.
  expect(looks).toBeGreaterThan(5);
});
