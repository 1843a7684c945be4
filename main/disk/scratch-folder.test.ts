import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inScratchFolder } from './scratch-folder.ts';

const here = () => mkdtempSync(join(tmpdir(), 'faceloom-scratch-'));

it('gives a folder, and removes it whatever happens', async () => {
  const seen: string[] = [];
  const place = here();
  const use = async (folder: string) => {
    seen.push(folder);
    writeFileSync(join(folder, 'file'), 'x');
    return readFileSync(join(folder, 'file'), 'utf8');
  };
  expect(await inScratchFolder('a-', use, [place])).toBe('x');
  const fails = inScratchFolder(
    'a-',
    async (folder) => {
      seen.push(folder);
      throw new Error('mine');
    },
    [place],
  );
  await expect(fails).rejects.toThrow('mine');
  expect(seen.map((folder) => existsSync(folder))).toEqual([false, false]);
});

it('goes to the next place when one is not there, no folder, or full', async () => {
  const [full, good] = [here(), here()];
  const file = join(here(), 'file');
  writeFileSync(file, '');
  const tried: string[] = [];
  const made = await inScratchFolder(
    'a-',
    async (folder) => {
      tried.push(folder);
      if (folder.startsWith(full)) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      return folder;
    },
    [join(full, 'gone'), file, full, good],
  );
  expect(made.startsWith(good)).toBe(true);
  expect(tried).toHaveLength(2);
  expect(existsSync(tried[0])).toBe(false);
});

it('says what to do when no place can be written', async () => {
  const use = async () => 'never';
  await expect(inScratchFolder('a-', use, ['/nowhere/at/all'])).rejects.toMatchObject({
    code: 'PATH_UNREADABLE',
    data: { next: expect.stringContaining('TMPDIR'), subject: '/nowhere/at/all' },
  });
});
