import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removeAbandonedFolders, withOwner } from './abandoned-folders.ts';
import { inScratchFolder } from './scratch-folder.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return { ...real, rm: vi.fn(real.rm), readdir: vi.fn(real.readdir) };
});

const refusedWith = (code: string) => Object.assign(new Error(code), { code, syscall: 'rm' });

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
});
afterEach(() => rmSync(place, { recursive: true }));

/** A process that has a scratch folder with a file in it, until it is killed. */
async function startUser() {
  const module = new URL('./scratch-folder.ts', import.meta.url).href;
  const code = `
    import { writeFileSync } from 'node:fs';
    import { inScratchFolder } from '${module}';
    await inScratchFolder('a-', async (folder) => {
      writeFileSync(folder + '/file', 'x');
      process.stdout.write(folder);
      await new Promise((resolve) => setTimeout(resolve, 2 ** 31 - 1));
    }, [${JSON.stringify(place)}]);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [folder] = await once(child.stdout, 'data');
  return {
    name: String(folder).slice(place.length + 1),
    async kill() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** What lies in the place while a scratch folder with this prefix is used, without that. */
const beside = (prefix: string) =>
  inScratchFolder(
    prefix,
    async (folder) => readdirSync(place).filter((name) => join(place, name) !== folder),
    [place],
  );

it('removes what a killed process left, when the next asks for a folder, and nothing of one that lives', async () => {
  const [killed, alive] = [await startUser(), await startUser()];
  try {
    await killed.kill();
    expect(readdirSync(place).sort()).toEqual([killed.name, alive.name].sort());
    expect(await beside('other-')).toHaveLength(2);
    expect(await beside('a-')).toEqual([alive.name]);
    expect(readdirSync(join(place, alive.name))).toEqual(['file']);
  } finally {
    await alive.kill();
  }
  expect(await beside('a-')).toEqual([]);
});

it.each(['EBUSY', 'ENOTEMPTY', 'EACCES', 'EPERM', 'EIO'])(
  'gives a folder, and removes others, where one that was left cannot be removed (%s)',
  async (code) => {
    const [first, second] = [await startUser(), await startUser()];
    await first.kill();
    await second.kill();
    vi.mocked(rm).mockRejectedValueOnce(refusedWith(code));
    expect(await beside('a-')).toHaveLength(1);
    // The next time removes it.
    expect(await beside('a-')).toEqual([]);
  },
);

it('gives a folder where what lies in the place may not be read', async () => {
  vi.mocked(readdir).mockRejectedValueOnce(refusedWith('EACCES'));
  expect(await beside('a-')).toEqual([]);
});

it('does not hide a fault of its own', async () => {
  vi.mocked(readdir).mockRejectedValueOnce(new TypeError('mine'));
  await expect(removeAbandonedFolders(place, 'a-')).rejects.toThrow('mine');
});

it('leaves what it cannot tell the owner of: of other computers and containers, and of other names', async () => {
  const gone = await startUser();
  await gone.kill();
  rmSync(join(place, gone.name), { recursive: true });
  const elsewhere = gone.name.replace(/^a-[0-9a-f]{8}/, 'a-00000000');
  const names = [elsewhere, 'a-photos', `${gone.name}-photos`, `my-${gone.name}`].sort();
  for (const name of names) mkdirSync(join(place, name));
  await removeAbandonedFolders(place, 'a-');
  expect(readdirSync(place).sort()).toEqual(names);
});

it('removes a link, but not what it leads to', async () => {
  const gone = await startUser();
  await gone.kill();
  rmSync(join(place, gone.name), { recursive: true });
  mkdirSync(join(place, 'photos'));
  writeFileSync(join(place, 'photos', 'a.jpg'), 'x');
  symlinkSync(join(place, 'photos'), join(place, gone.name));
  await removeAbandonedFolders(place, 'a-');
  expect(readdirSync(place)).toEqual(['photos']);
  expect(readdirSync(join(place, 'photos'))).toEqual(['a.jpg']);
});

it('names a folder by its process', () => {
  expect(withOwner('a-')).toMatch(new RegExp(`^a-[0-9a-f]{8}-${process.pid}-$`));
});
