import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import type { JobMessage } from './job-messages.ts';
import { MessageLog } from './message-log.ts';

/** What the disk does that a test puts in its place. */
const disk = vi.hoisted(() => ({ appending: new Set<number>(), room: Number.POSITIVE_INFINITY, portion: 0 }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return {
    ...fs,
    openSync(...[file, flags, mode]: Parameters<typeof fs.openSync>) {
      const handle = fs.openSync(file, flags, mode);
      if ((Number(flags) & fs.constants.O_APPEND) !== 0) disk.appending.add(handle);
      else disk.appending.delete(handle);
      return handle;
    },
    // Windows lets nobody shorten a file that is open for appending.
    ftruncateSync(handle: number, length: number) {
      if (disk.appending.has(handle)) throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
      fs.ftruncateSync(handle, length);
    },
    readSync(handle: number, buffer: Uint8Array, offset: number, length: number, position: number) {
      return fs.readSync(handle, buffer, offset, Math.min(disk.portion || length, length), position);
    },
    writeSync(handle: number, bytes: Uint8Array | string, offset = 0, length = bytes.length - offset) {
      const data = Buffer.from(bytes as Uint8Array).subarray(offset, offset + length);
      if (disk.room === 0) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      const written = fs.writeSync(handle, data.subarray(0, Math.min(disk.portion || length, disk.room)));
      disk.room -= written;
      return written;
    },
  };
});

const path = tempFolderPerTest();
beforeEach(() => Object.assign(disk, { room: Number.POSITIVE_INFINITY, portion: 0 }));

const message = (nimg: number): JobMessage => ({ type: 'rewound', nimg });
const line = (nimg: number) => `${JSON.stringify(message(nimg))}\n`;
const file = () => path('messages.ndjson');

describe('a message log', () => {
  it('opens and is cut where a file that is open for appending cannot be shortened, as on Windows', () => {
    const first = new MessageLog(file());
    first.append(message(1));
    first.close();
    writeFileSync(file(), `${line(1)}{"type":"rew`);
    const second = new MessageLog(file());
    second.append(message(2));
    second.close();
    expect(readFileSync(file(), 'utf8')).toBe(line(1) + line(2));
  });

  it('writes whole lines to a disk that takes a few bytes at a time', () => {
    disk.portion = 5;
    const log = new MessageLog(file());
    log.append(message(1));
    log.append(message(2));
    log.close();
    expect(readFileSync(file(), 'utf8')).toBe(line(1) + line(2));
  });

  it('keeps every whole line on a disk that gives a few bytes at a time', () => {
    writeFileSync(file(), `${line(1)}${line(2)}{"type":"rew`);
    disk.portion = 5;
    const log = new MessageLog(file());
    log.append(message(3));
    log.close();
    expect(readFileSync(file(), 'utf8')).toBe(line(1) + line(2) + line(3));
  });

  it('goes on with a whole line after one that a full disk cut off', () => {
    const log = new MessageLog(file());
    log.append(message(1));
    disk.room = 7;
    expect(() => log.append(message(2))).toThrow(expect.objectContaining({ code: 'DISK_FULL' }));
    disk.room = Number.POSITIVE_INFINITY;
    log.append(message(3));
    log.close();
    expect(readFileSync(file(), 'utf8')).toBe(line(1) + line(3));
  });

  it('refuses a link in place of its file', () => {
    writeFileSync(path('precious'), 'mine');
    symlinkSync(path('precious'), file());
    expect(() => new MessageLog(file())).toThrow(expect.objectContaining({ code: 'JOB_FOLDER_UNUSABLE' }));
    expect(readFileSync(path('precious'), 'utf8')).toBe('mine');
  });
});
