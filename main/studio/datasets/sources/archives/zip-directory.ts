import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { maximumEntries } from '../limits.ts';
import { readAt } from '../read-file.ts';
import { UnusableFile } from '../unusable-file.ts';
import { findZipEnd, type ZipEnd } from './zip-end.ts';

/** An entry as the directory of a ZIP archive describes it (PKWARE's APPNOTE 6.3.10, §4.3.12). */
export interface ZipEntry {
  nameBytes: Buffer;
  /** The name in UTF-8, where the archive gives it. */
  unicodeName: Buffer | undefined;
  flags: number;
  method: number;
  crc: number;
  packedBytes: number;
  unpackedBytes: number;
  /** Unix type and permissions; 0 when it was packed elsewhere. */
  mode: number;
  /** Where its local header begins in the file. */
  offset: number;
  /** True when places and sizes count modulo 4 GB only. */
  isWrapped: boolean;
}

export interface ZipDirectory {
  entries: ZipEntry[];
  /** What is wrong with the archive as a whole, as a reason; what could be found of it is in `entries`. */
  problem: string | undefined;
}

export const copyAgain = 'copy or download it again';

/**
 * All entries of a ZIP archive by its directory, which is walked to its end whatever the counters say: archives by the
 * Finder count entries modulo 65,536, and places and sizes modulo 4 GB. Archives that were joined one after the other are
 * read all. Throws UnusableFile.
 */
export async function readZipDirectory(
  file: FileHandle,
  fileBytes: number,
  signal: AbortSignal,
): Promise<ZipDirectory> {
  const parts: ZipEntry[][] = [];
  let problem: string | undefined;
  let unread = fileBytes;
  while (unread > 0) {
    signal.throwIfAborted();
    const end = await findZipEnd(file, unread);
    if (end === 'split') return { entries: parts.flat(), problem: splitArchive };
    if (end === undefined) {
      problem ??= parts.length === 0 ? noDirectory : await problemBefore(file);
      break;
    }
    const part = await readPart(file, end);
    if (!part.isWhole) problem = damagedDirectory(part.entries.length);
    parts.unshift(part.entries);
    if (parts.reduce((sum, entries) => sum + entries.length, 0) > maximumEntries) throw tooMany();
    unread = Math.min(end.begin, unread - 1);
  }
  return { entries: parts.flat(), problem };
}

const noDirectory = `damaged or cut off: the list of its files, which stands at its end, is missing; ${copyAgain}`;
export const splitArchive =
  'one part of an archive in several parts; join them first, for example with 7-Zip';
const damagedDirectory = (count: number) =>
  `damaged: only the first ${count} of its files could be found; ${copyAgain}, or unpack it with a program that repairs archives`;
const tooMany = () => new UnusableFile('refused: more than a million entries');

/** What stands before an archive: a program that unpacks it, or an archive that was cut off. */
async function problemBefore(file: FileHandle): Promise<string | undefined> {
  const head = await readAt(file, 0, 4);
  return head.equals(localSignature)
    ? `another archive before it is damaged or cut off; ${copyAgain}`
    : undefined;
}

export const localSignature = Buffer.from('PK\x03\x04', 'latin1');
const entrySignature = 0x02014b50;
const digitalSignature = 0x05054b50;
const entryHeaderBytes = 46;
/** A directory of a million entries with names of a usual length. */
const maximumDirectoryBytes = 256 * 1024 * 1024;

async function readPart(file: FileHandle, end: ZipEnd): Promise<{ entries: ZipEntry[]; isWhole: boolean }> {
  const { start, stop, begin, count, isWrapped } = end;
  if (stop - start > maximumDirectoryBytes) throw tooMany();
  const bytes = await readAt(file, start, stop - start);
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + entryHeaderBytes <= bytes.length && bytes.readUInt32LE(at) === entrySignature) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) =>
      bytes.readUInt16LE(at + place),
    );
    const next = at + entryHeaderBytes + nameLength + extraLength + commentLength;
    if (next > bytes.length) return { entries, isWhole: false };
    const header = bytes.subarray(at, next);
    entries.push(toEntry(header, nameLength, extraLength, begin, isWrapped));
    at = next;
  }
  const isAtEnd =
    at === bytes.length || (at + 4 <= bytes.length && bytes.readUInt32LE(at) === digitalSignature);
  return { entries, isWhole: isAtEnd && entries.length >= count };
}

function toEntry(
  header: Buffer,
  nameLength: number,
  extraLength: number,
  begin: number,
  isWrapped: boolean,
): ZipEntry {
  const nameBytes = header.subarray(entryHeaderBytes, entryHeaderBytes + nameLength);
  const extra = extraFields(header.subarray(entryHeaderBytes + nameLength).subarray(0, extraLength));
  const flags = header.readUInt16LE(8);
  const [unpackedBytes, packedBytes, offset] = longSizes(
    [header.readUInt32LE(24), header.readUInt32LE(20), header.readUInt32LE(42)],
    extra.get(0x0001),
  );
  return {
    nameBytes,
    unicodeName: (flags & 0x800) !== 0 ? nameBytes : unicodePath(nameBytes, extra.get(0x7075)),
    flags,
    method: header.readUInt16LE(10),
    crc: header.readUInt32LE(16),
    packedBytes,
    unpackedBytes,
    // The high byte says where it was packed: 3 is Unix, 19 a Mac.
    mode: [3, 19].includes(header[5]) ? header.readUInt16LE(40) : 0,
    offset: begin + offset,
    isWrapped,
  };
}

/** Extra fields by their numbers; what is cut off is left out. */
function extraFields(bytes: Buffer): Map<number, Buffer> {
  const fields = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length; ) {
    const next = at + 4 + bytes.readUInt16LE(at + 2);
    if (next <= bytes.length) fields.set(bytes.readUInt16LE(at), bytes.subarray(at + 4, next));
    at = next;
  }
  return fields;
}

/** Numbers that do not fit into 32 bits stand in a field of their own, one after the other (ZIP64). */
function longSizes(sizes: readonly number[], field: Buffer | undefined): number[] {
  let at = 0;
  return sizes.map((size) => {
    if (size !== 0xffffffff || field === undefined || at + 8 > field.length) return size;
    at += 8;
    return Number(field.readBigUInt64LE(at - 8));
  });
}

/** Info-ZIP's field of the name in UTF-8; it counts when it was made for this name (APPNOTE §4.6.9). */
function unicodePath(nameBytes: Buffer, field: Buffer | undefined): Buffer | undefined {
  if (field === undefined || field.length < 6 || field[0] !== 1) return undefined;
  return field.readUInt32LE(1) === crc32(nameBytes) ? field.subarray(5) : undefined;
}
