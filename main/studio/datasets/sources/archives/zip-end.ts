import type { FileHandle } from 'node:fs/promises';
import { readAt } from '../read-file.ts';

/** Where the directory of a ZIP archive lies, by the record at the archive's end. */
export interface ZipEnd {
  /** Where the archive begins: what stands before is not its own. */
  begin: number;
  /** First byte of the directory, and the first one behind it. */
  start: number;
  stop: number;
  /** Entries that it says it has; modulo 65,536 in an archive without ZIP64. */
  count: number;
  /** True when it is larger than 4 GB without ZIP64, so that places and sizes are what is left modulo 4 GB. */
  isWrapped: boolean;
}

export const wrapBytes = 2 ** 32;

const endSignature = Buffer.from('PK\x05\x06', 'latin1');
const longEndSignature = 0x06064b50;
const locatorSignature = 0x07064b50;
const entrySignature = 0x02014b50;
const endBytes = 22;
const locatorBytes = 20;
const longEndBytes = 56;

/** A comment takes 64 kB at most; files that were padded or got something appended have their record further up. */
const searchedBytes = 16 * 1024 * 1024;
const windowBytes = 1024 * 1024;

/**
 * The last archive within the first `fileBytes`; undefined when there is none, 'split' when it goes on from another file.
 */
export async function findZipEnd(file: FileHandle, fileBytes: number): Promise<ZipEnd | 'split' | undefined> {
  const lowest = Math.max(0, fileBytes - searchedBytes);
  for (let top = fileBytes; top > lowest; top -= windowBytes) {
    const from = Math.max(lowest, top - windowBytes);
    // A record may lie across the windows' border.
    const window = await readAt(file, from, Math.min(fileBytes, top + endBytes) - from);
    let place = window.lastIndexOf(endSignature);
    while (place >= 0) {
      const end = await endAt(file, from + place, window.subarray(place, place + endBytes), fileBytes);
      if (end !== undefined) return end;
      place = place === 0 ? -1 : window.lastIndexOf(endSignature, place - 1);
    }
  }
  return undefined;
}

export const hasZipEnd = async (file: FileHandle, fileBytes: number): Promise<boolean> =>
  (await findZipEnd(file, fileBytes)) !== undefined;

/** Undefined when the bytes only look like a record: it must lead to a directory. */
async function endAt(
  file: FileHandle,
  position: number,
  record: Buffer,
  fileBytes: number,
): Promise<ZipEnd | 'split' | undefined> {
  if (record.length < endBytes) return undefined;
  const long = await longEnd(file, position);
  const isLast = position + endBytes + record.readUInt16LE(20) === fileBytes;
  if (record.readUInt16LE(4) !== 0 && long === undefined) return isLast ? 'split' : undefined;
  const { stop, count, size, offset } = long ?? {
    stop: position,
    count: record.readUInt16LE(10),
    size: record.readUInt32LE(12),
    offset: record.readUInt32LE(16),
  };
  for (const start of [stop - size, offset]) {
    if (start < 0 || start > stop || !(await isDirectory(file, start, stop, count))) continue;
    const shift = start - offset;
    if (shift < 0) continue;
    if (long !== undefined) return { begin: shift, start, stop, count, isWrapped: false };
    return { begin: shift % wrapBytes, start, stop, count, isWrapped: shift >= wrapBytes };
  }
  return undefined;
}

async function isDirectory(file: FileHandle, start: number, stop: number, count: number): Promise<boolean> {
  if (start === stop) return count === 0;
  const signature = await readAt(file, start, 4);
  return signature.length === 4 && signature.readUInt32LE(0) === entrySignature;
}

/** The record of an archive with ZIP64, which stands before the plain one (APPNOTE §4.3.14 and §4.3.15). */
async function longEnd(
  file: FileHandle,
  position: number,
): Promise<{ stop: number; count: number; size: number; offset: number } | undefined> {
  if (position < locatorBytes) return undefined;
  const locator = await readAt(file, position - locatorBytes, locatorBytes);
  if (locator.readUInt32LE(0) !== locatorSignature) return undefined;
  // Where data stand before the archive, the record is not where the locator says, but right before the locator.
  for (const stop of [Number(locator.readBigUInt64LE(8)), position - locatorBytes - longEndBytes]) {
    const record = stop < 0 ? Buffer.alloc(0) : await readAt(file, stop, longEndBytes);
    if (record.length < longEndBytes || record.readUInt32LE(0) !== longEndSignature) continue;
    const [count, size, offset] = [32, 40, 48].map((place) => Number(record.readBigUInt64LE(place)));
    return { stop, count, size, offset };
  }
  return undefined;
}
