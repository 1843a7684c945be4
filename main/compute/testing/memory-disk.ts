import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { RandomStream } from '../../protocol/random.ts';
import type { Disk } from '../files/disk.ts';

/** What the system shows, and what a power cut leaves for certain. */
interface File {
  kind: 'file';
  cached: Uint8Array;
  synced: Uint8Array | undefined;
}
interface Folder {
  kind: 'folder';
  cached: Map<string, File | Folder>;
  synced: Map<string, File | Folder>;
}

const newFolder = (): Folder => ({ kind: 'folder', cached: new Map(), synced: new Map() });

/**
 * A disk in memory that promises no more than POSIX does: data outlast a power cut once their file was synced, names once
 * their folder was; whether anything else does is left to chance, each piece by itself. `beforeEach` hears of every
 * operation and may throw in its place.
 */
export class MemoryDisk implements Disk {
  readonly #root = newFolder();
  readonly #beforeEach: (operation: keyof Disk, path: string) => void;

  constructor(beforeEach: (operation: keyof Disk, path: string) => void = () => undefined) {
    this.#beforeEach = beforeEach;
  }

  makeFolder(folder: string): boolean {
    this.#beforeEach('makeFolder', folder);
    if (this.#find(folder) !== undefined) return false;
    if (dirname(folder) !== folder) this.makeFolder(dirname(folder));
    this.#folder(dirname(folder)).cached.set(basename(folder), newFolder());
    return true;
  }

  exists(path: string): boolean {
    return this.#find(path) !== undefined;
  }

  read(path: string): Uint8Array {
    return this.#file(path).cached;
  }

  write(path: string, data: Uint8Array): void {
    const file: File = { kind: 'file', cached: data.slice(0, data.length / 2), synced: undefined };
    this.#folder(dirname(path)).cached.set(basename(path), file);
    this.#beforeEach('write', path);
    file.cached = data.slice();
  }

  syncFile(path: string): void {
    this.#beforeEach('syncFile', path);
    const file = this.#file(path);
    file.synced = file.cached;
  }

  syncFolder(path: string): boolean {
    this.#beforeEach('syncFolder', path);
    const folder = this.#folder(path);
    folder.synced = new Map(folder.cached);
    return true;
  }

  rename(from: string, to: string): void {
    this.#beforeEach('rename', from);
    const moved = this.#find(from);
    if (moved === undefined) throw new Error(`nothing at ${from}`);
    this.#folder(dirname(to)).cached.set(basename(to), moved);
    this.#folder(dirname(from)).cached.delete(basename(from));
  }

  remove(path: string): void {
    this.#beforeEach('remove', path);
    const parent = this.#find(dirname(path));
    if (parent?.kind === 'folder') parent.cached.delete(basename(path));
  }

  /** Writes what a power cut left of a folder into a real one. */
  afterPowerCut(path: string, target: string, random: RandomStream): void {
    const folder = this.#find(path);
    if (folder?.kind === 'folder') restoreFolder(folder, target, random);
  }

  #find(path: string): File | Folder | undefined {
    let found: File | Folder | undefined = this.#root;
    for (const name of path.split('/').filter(Boolean))
      found = found?.kind === 'folder' ? found.cached.get(name) : undefined;
    return found;
  }

  #folder(path: string): Folder {
    const found = this.#find(path);
    if (found?.kind !== 'folder') throw new Error(`no folder ${path}`);
    return found;
  }

  #file(path: string): File {
    const found = this.#find(path);
    if (found?.kind !== 'file') throw new Error(`no file ${path}`);
    return found;
  }
}

function restoreFolder({ cached, synced }: Folder, target: string, random: RandomStream): void {
  mkdirSync(target, { recursive: true });
  for (const name of new Set([...synced.keys(), ...cached.keys()])) {
    const entry = (random.below(2) === 0 ? synced : cached).get(name);
    if (entry?.kind === 'folder') restoreFolder(entry, join(target, name), random);
    if (entry?.kind === 'file') writeFileSync(join(target, name), survivingBytes(entry, random));
  }
}

/** Synced bytes for certain; others perhaps in part, or as zeros where only the length was noted. */
function survivingBytes({ cached, synced }: File, random: RandomStream): Uint8Array {
  if (synced === cached) return synced;
  const left = [
    synced ?? new Uint8Array(0),
    cached,
    cached.slice(0, random.below(cached.length + 1)),
    new Uint8Array(cached.length),
  ];
  return left[random.below(left.length)];
}
