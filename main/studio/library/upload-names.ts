import { posix } from 'node:path';
import { StudioError } from '../../contract/errors.ts';

/**
 * Places in an upload's folder for the files of one upload: each file has one of its own, on every disk. Names that
 * differ only in case or in their Unicode normal form are one name on some disks, and a folder and a file cannot share
 * one on any; the later of them is counted up, as "photo (2).jpg".
 */
export class UploadNames {
  /** Names that are taken, by folder, in the form in which no disk tells them apart. */
  readonly #taken = new Map<string, Set<string>>();
  /** Where the folders that were sent lie, by the path that was sent. */
  readonly #folders = new Map<string, string>();

  /** A place for the file at a path that was sent, '/' between parts. A path that leads out is INVALID_INPUT. */
  place(sentPath: string): string {
    const parts = partsOf(sentPath);
    const names = isLong(parts) ? parts.filter((_, i) => i === 0 || i === parts.length - 1) : parts;
    const name = names.pop() ?? '';
    let folder = '';
    let sentFolder = '';
    for (const part of names) {
      sentFolder += `/${part}`;
      const known = this.#folders.get(sentFolder);
      folder = known ?? posix.join(folder, this.#freeName(folder, part));
      this.#folders.set(sentFolder, folder);
    }
    return posix.join(folder, this.#freeName(folder, name));
  }

  #freeName(folder: string, wanted: string): string {
    const taken = this.#taken.get(folder) ?? new Set();
    this.#taken.set(folder, taken);
    const safe = portableName(wanted);
    let name = safe;
    for (let n = 2; taken.has(sameOnSomeDisk(name)); n += 1) name = withCount(safe, n);
    taken.add(sameOnSomeDisk(name));
    return name;
  }
}

/** Longest path sent, in UTF-16 units; nobody's photos lie deeper. */
const maximumSentLength = 4096;
/** Longest place below an upload's folder, in bytes: the least that a system takes is 1,024 (macOS), library included. */
const maximumPlaceBytes = 700;
/** Longest name, in bytes: disks take 255, and a count must still fit. */
const maximumNameBytes = 240;

const isLong = (parts: readonly string[]) =>
  parts.reduce((sum, part) => sum + 1 + Math.min(byteLength(part), maximumNameBytes), 0) > maximumPlaceBytes;

const byteLength = (text: string) => Buffer.byteLength(text);

/** The parts of a path that was sent. */
function partsOf(sentPath: string): string[] {
  const slashed = sentPath.replaceAll('\\', '/');
  const clean = posix.normalize(slashed);
  const isOutside =
    clean === '.' ||
    clean === '..' ||
    clean.startsWith('../') ||
    clean.startsWith('/') ||
    /^[a-z]:\//i.test(clean);
  if (isOutside || clean.includes('\0') || clean.length > maximumSentLength) {
    throw new StudioError('INVALID_INPUT', 'That file name cannot be used.', {
      next: 'Rename the file and drop the folder again.',
      subject: sentPath.slice(0, 200),
    });
  }
  return clean.split('/').filter(Boolean);
}

/** Names that Windows keeps for devices, with any ending (learn.microsoft.com, "Naming Files, Paths, and Namespaces"). */
const deviceName = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])[ .]*(\.|$)/i;

/** A name that every system can write, as near to the wanted one as that allows. */
export function portableName(wanted: string): string {
  const written = wanted
    .toWellFormed()
    .replaceAll(/[\p{Cc}<>:"/\\|?*]/gu, '_')
    .replace(/[ .]+$/, (end) => '_'.repeat(end.length));
  const name = deviceName.test(written) ? `_${written}` : written;
  return shortened(name || '_', maximumNameBytes);
}

/** A name cut to so many bytes, before its ending and between characters. */
function shortened(name: string, maximumBytes: number): string {
  if (byteLength(name) <= maximumBytes) return name;
  const ending = endingOf(name);
  const stem = name.slice(0, name.length - ending.length);
  let kept = '';
  let bytes = byteLength(ending);
  for (const character of stem) {
    bytes += byteLength(character);
    if (bytes > maximumBytes) break;
    kept += character;
  }
  return kept + ending;
}

/** '.jpg'; '' where what follows the last dot is too long for an ending. */
const endingOf = (name: string) => /(?<=.)\.[^.]{1,16}$/u.exec(name)?.[0] ?? '';

function withCount(name: string, count: number): string {
  const ending = endingOf(name);
  return `${name.slice(0, name.length - ending.length)} (${count})${ending}`;
}

/** What two names share that some disk takes for one. */
const sameOnSomeDisk = (name: string) => name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
