import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkpointName } from '../../../protocol/checkpoint-files.ts';
import { checkpointsIn, lastGood } from './last-good.ts';

const [newer, older] = [
  { dir: 'newer', nimg: 2000 },
  { dir: 'older', nimg: 1000 },
];

it('goes back to the newest checkpoint from before the trouble, or to the oldest there is', () => {
  expect(lastGood([newer, older])).toBe(newer);
  expect(lastGood([newer, older], 2000)).toBe(newer);
  expect(lastGood([newer, older], 1999)).toBe(older);
  expect(lastGood([newer, older], 10)).toBe(older);
  expect(lastGood([], 10)).toBeUndefined();
});

it('finds what is on disk, newest first, and nothing that is half written or damaged', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
  for (const name of [checkpointName(900), checkpointName(12_000), '.tmp-00000013000', 'damaged-00000014000'])
    mkdirSync(join(folder, name));
  expect(checkpointsIn(folder).map(({ nimg }) => nimg)).toEqual([12_000, 900]);
  rmSync(folder, { recursive: true });
});
