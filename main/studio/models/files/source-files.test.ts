import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { zip } from '../../testing/zip-bytes.ts';
import { findModelFiles } from './source-files.ts';

/** What a `.keras` file consists of; here they are told by their names alone. */
const names = ['config.json', 'metadata.json', 'model.weights.h5'];
const parts = names.map((name): [string, Buffer] => [name, Buffer.from(name)]);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faceloom-source-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const find = (path: string) => findModelFiles(path, join(folder, 'scratch'), new AbortController().signal);
const write = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

describe('the files of a Keras model', () => {
  it('are a .keras file as it is: what is in it is for the reader', async () => {
    const path = write('Zoë.KERAS', zip(parts));
    expect(await find(path)).toEqual([{ name: 'Zoë.KERAS', path }]);
  });

  it('are those in it, where a download has lost its ending', async () => {
    const found = await find(write('download', zip(parts)));
    expect(found.map(({ name }) => name).sort()).toEqual(names);
    for (const { name, path } of found) expect(readFileSync(path, 'utf8')).toBe(name);
  });

  it('are those beside each other, where it was unpacked', async () => {
    const unpacked = join(folder, 'unpacked');
    mkdirSync(unpacked);
    for (const [name, bytes] of parts) writeFileSync(join(unpacked, name), bytes);
    writeFileSync(join(unpacked, 'notes.txt'), 'x');
    for (const path of [unpacked, join(unpacked, 'model.weights.h5')])
      expect((await find(path)).map(({ name }) => name).sort()).toEqual(names);
  });

  it('may be a .keras file in an archive', async () => {
    const found = await find(write('models.zip', zip([['deep/generator.keras', zip(parts)]])));
    expect(found.map(({ name }) => name)).toEqual(['deep/generator.keras']);
  });
});
