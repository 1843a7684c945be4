import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { downloadError, fetchWheel } from './fetch-wheel.ts';
import { smallBuild, tempDir, writeProgram } from './testing.ts';

/** A python3 whose `pip download` copies a prepared file to the folder after --dest. */
function fakePython(dir: string, file: string): string {
  const copy = `while [ "$1" != --dest ]; do shift; done; cp '${file}' "$2/small.whl"`;
  return writeProgram(path.join(dir, 'bin/python3'), `echo "$@" >>'${dir}/calls'; ${copy}`);
}

function setUp(content?: Buffer) {
  const dir = tempDir();
  const { wheel, archive } = smallBuild();
  const source = path.join(dir, 'source');
  writeFileSync(source, content ?? archive);
  const downloads = path.join(dir, 'downloads');
  const checksums = path.join(dir, 'checksums.json');
  const options = { python: fakePython(dir, source), checksums, report: () => undefined };
  return { dir, wheel, archive, downloads, options };
}

test('asks pip for exactly the pinned wheel, without running code of it', async () => {
  const { dir, wheel, archive, downloads, options } = setUp();
  const file = await fetchWheel(wheel, downloads, options);
  expect(readFileSync(file)).toEqual(archive);
  expect(readdirSync(downloads)).toEqual(['small.whl']);
  const call = readFileSync(path.join(dir, 'calls'), 'utf8');
  expect(call).toMatch(/^-m pip download --no-deps --only-binary=:all: .*small==1\.0$/m);
});

test('refuses a file whose checksum differs, and a file of another size', async () => {
  const { archive } = smallBuild();
  const altered = Buffer.from(archive);
  altered[40] = (altered[40] ?? 0) ^ 1;
  for (const content of [altered, archive.subarray(1)]) {
    const { wheel, downloads, options } = setUp(content);
    await expect(fetchWheel(wheel, downloads, options)).rejects.toThrow(/checksum/);
  }
});

test('takes up a complete earlier download, and replaces a broken one', async () => {
  const { dir, wheel, archive, downloads, options } = setUp();
  await fetchWheel(wheel, downloads, options);
  await fetchWheel(wheel, downloads, options);
  expect(readFileSync(path.join(dir, 'calls'), 'utf8').trim().split('\n')).toHaveLength(1);
  writeFileSync(path.join(downloads, wheel.file), 'broken');
  expect(readFileSync(await fetchWheel(wheel, downloads, options))).toEqual(archive);
});

test('an interrupted download leaves no temporary files', async () => {
  const { dir, wheel, downloads, options } = setUp();
  const controller = new AbortController();
  const python = writeProgram(path.join(dir, 'bin/slow'), 'echo part >"$TMPDIR/part"; exec sleep 60');
  const report = (_step: string, fraction?: number) =>
    fraction !== undefined && fraction > 0 && controller.abort();
  await expect(
    fetchWheel(wheel, downloads, { ...options, python, report, signal: controller.signal }),
  ).rejects.toThrow();
  expect(existsSync(path.join(downloads, 'pip'))).toBe(false);
});

describe('what is said when pip fails', () => {
  const { wheel } = smallBuild();

  test('no network', () => {
    const output =
      "WARNING: Retrying after 'NewConnectionError(...)': /simple/x\nERROR: No matching distribution found";
    expect(downloadError(wheel, output).message).toMatch(/network did not answer/);
  });

  test('full disk', () => {
    expect(downloadError(wheel, 'ERROR: [Errno 28] No space left on device').code).toBe('DISK_FULL');
  });

  test('anything else: the last error, without addresses', () => {
    const output =
      'ERROR: 404 for url: https://packages.example/simple/small/\n\n[notice] a new release of pip\n';
    const { message } = downloadError(wheel, output);
    expect(message).toMatch(/404 for url/);
    expect(message).not.toMatch(/example|https/);
  });
});
