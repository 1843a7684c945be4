import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { updateGuard } from './update-guard.ts';

const place = tempFolderPerTest();
const updated = expect.objectContaining({ code: 'PROGRAM_UPDATED' });

/** The program's file, and what an update does to it. */
function program() {
  const file = place('faceloom');
  writeFileSync(file, 'version 1');
  return { file, assertUnchanged: updateGuard(file) };
}

test('a program whose file stays is not updated', () => {
  const { assertUnchanged } = program();
  expect(assertUnchanged).not.toThrow();
  expect(assertUnchanged).not.toThrow();
});

test.each([
  [
    'put in its place',
    (file: string) => {
      writeFileSync(`${file}.new`, 'version 2');
      renameSync(`${file}.new`, file);
    },
  ],
  ['written into it', (file: string) => writeFileSync(file, 'version 2, longer')],
  ['being unpacked, so that it is gone for now', (file: string) => rmSync(file)],
])('an update that is %s is told', (_how, update) => {
  const { file, assertUnchanged } = program();
  update(file);
  expect(assertUnchanged).toThrow(updated);
});
