import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nodeDisk } from './checkpoints/disk.ts';
import { writeFiles } from './export-model.ts';

it.each([
  ['ENOSPC', 'DISK_FULL'],
  ['EROFS', 'PATH_UNREADABLE'],
  ['ENOENT', 'PATH_NOT_FOUND'],
])('a disk that answers %s while files are written is %s, with a next step', (code, expected) => {
  const folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
  const disk = {
    ...nodeDisk,
    write: () => {
      throw Object.assign(new Error(code), { code });
    },
  };
  expect(() => writeFiles(folder, new Map([['generator.onnx', new Uint8Array(9)]]), disk)).toThrow(
    expect.objectContaining({ code: expected, data: expect.objectContaining({ subject: folder }) }),
  );
  rmSync(folder, { recursive: true });
});
