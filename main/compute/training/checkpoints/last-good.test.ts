import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { StudioError } from '../../../contract/errors.ts';
import { checkpointName } from '../../../protocol/checkpoint-files.ts';
import { checkpointsIn, lastGood, restoreLastGood } from './last-good.ts';

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

describe('going back', () => {
  const damage = new StudioError('CHECKPOINT_DAMAGED', 'A file is missing.', { next: 'Resume the run.' });
  const restoreFrom = (...whole: string[]) =>
    vi.fn((dir: string) => {
      if (!whole.includes(dir)) throw damage;
      return dir;
    });

  it('takes the good one, and passes over what was removed or damaged meanwhile', () => {
    expect(restoreLastGood([newer, older], 1999, restoreFrom('newer', 'older'))).toBe('older');
    expect(restoreLastGood([newer, older], 1999, restoreFrom('newer'))).toBe('newer');
    expect(restoreLastGood([newer, older], undefined, restoreFrom('older'))).toBe('older');
    expect(restoreLastGood([], 10, restoreFrom())).toBeUndefined();
  });

  it('ends where none can be read, and at once over any other error', () => {
    expect(() => restoreLastGood([newer, older], undefined, restoreFrom())).toThrow(damage);
    const restore = vi.fn(() => {
      throw new Error('the card is lost');
    });
    expect(() => restoreLastGood([newer, older], undefined, restore)).toThrow('the card is lost');
    expect(restore).toHaveBeenCalledOnce();
  });
});

it('finds what is on disk, newest first, and nothing that is half written or damaged', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
  for (const name of [checkpointName(900), checkpointName(12_000), '.tmp-00000013000', 'damaged-00000014000'])
    mkdirSync(join(folder, name));
  expect(checkpointsIn(folder).map(({ nimg }) => nimg)).toEqual([12_000, 900]);
  rmSync(folder, { recursive: true });
});
