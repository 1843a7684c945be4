import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { smallBuild, storedZip, tempDir } from './testing.ts';
import { unpackWheel } from './unpack-wheel.ts';

function archiveFile(dir: string, content: Buffer): string {
  const file = path.join(dir, 'wheel.whl');
  writeFileSync(file, content);
  return file;
}

test('unpacks the listed entries and nothing else', async () => {
  const dir = tempDir();
  const { wheel, archive } = smallBuild();
  const counts: number[] = [];
  await unpackWheel(archiveFile(dir, archive), wheel.unpack, path.join(dir, 'out'), {
    onBytes: (bytes) => counts.push(bytes),
  });
  expect(readFileSync(path.join(dir, 'out/lib/libtensorflow_cc.so.2'), 'utf8')).toBe('library');
  expect(readFileSync(path.join(dir, 'out/include/tensorflow/c/c_api.h'), 'utf8')).toBe('// header');
  expect(readdirSync(path.join(dir, 'out')).sort()).toEqual(['include', 'lib']);
  expect(counts.at(-1)).toBe('library'.length + '// header'.length);
});

test.each(['../evil', '/evil', 'a/../../evil', 'a\\..\\..\\evil'])(
  'refuses an archive that names %s',
  async (name) => {
    const dir = tempDir();
    const file = archiveFile(dir, storedZip({ [name]: 'evil' }));
    await expect(
      unpackWheel(file, [{ entry: name, to: 'lib/x' }], path.join(dir, 'in/out')),
    ).rejects.toThrow();
    expect(existsSync(path.join(dir, 'evil'))).toBe(false);
    expect(existsSync(path.join(dir, 'in/evil'))).toBe(false);
  },
);

test.each(['../outside', '/outside', '.', 'lib/../../outside'])('refuses to unpack to %s', async (to) => {
  const dir = tempDir();
  const file = archiveFile(dir, storedZip({ inside: 'text' }));
  await expect(unpackWheel(file, [{ entry: 'inside', to }], path.join(dir, 'out'))).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
});

test('names an entry that the archive lacks', async () => {
  const dir = tempDir();
  const file = archiveFile(dir, storedZip({ inside: 'text' }));
  await expect(unpackWheel(file, [{ entry: 'absent', to: 'absent' }], dir)).rejects.toThrow(
    /does not contain absent/,
  );
});
