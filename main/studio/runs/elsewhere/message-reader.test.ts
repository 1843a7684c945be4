import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
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
    onLostGrid: ({ nimg }, reason) => types.push(`lost ${nimg}: ${reason}`),
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

const pixels = { count: 4, size: 32, channels: 1, file: 'fakes-00000000032.gz' };
const grid = { type: 'sample', kind: 'fakes', nimg: 32, rows: 2, columns: 2, pixels };

it('leaves out a sample grid that never shows, once its share has been there for long enough', async () => {
  let looks = 0;
  const types = await told(() => ++looks > 5, `${JSON.stringify(grid)}\n`);
  expect(types.filter((type) => type !== 'look')).toEqual([
    ...['steps', 'lost 32: its file is not there.', 'ended'],
  ]);
  // While the share was away, no time went by.
  expect(looks).toBeGreaterThan(5);
});

it.each([
  ['cut off', Buffer.from([31, 139, 8])],
  ['of another size', gzipSync(Buffer.alloc(5))],
])('leaves out a sample grid that is %s, and goes on', async (_what, bytes) => {
  const { samples } = jobPaths(path('job'));
  mkdirSync(samples, { recursive: true });
  writeFileSync(join(samples, pixels.file), bytes);
  const types = await told(() => true, `${JSON.stringify(grid)}\n`);
  expect(types.filter((type) => type !== 'look')).toEqual([
    ...['steps', expect.stringContaining('does not hold a sample grid'), 'ended'],
  ]);
});

it('shows a sample grid that is whole', async () => {
  const { samples } = jobPaths(path('job'));
  mkdirSync(samples, { recursive: true });
  writeFileSync(join(samples, pixels.file), gzipSync(Buffer.alloc(4 * 32 * 32)));
  const types = await told(() => true, `${JSON.stringify(grid)}\n`);
  expect(types.filter((type) => type !== 'look')).toEqual(['steps', 'sample', 'ended']);
});
