import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../../disk/disk-error.ts';
import { generatorFile } from '../../../protocol/checkpoint-files.ts';

/**
 * The checkpoint that was drawn from last. Hashing a generator takes longer than drawing a face with it, so it is checked
 * once, and again when its file has changed.
 */
export class CheckedCheckpoint<C extends { dir: string }> {
  #last: { stamp: string; checkpoint: C } | undefined;

  /** The checkpoint in a folder, as it was found before or, where that no longer holds, by `find`. */
  async get(dir: string, find: () => Promise<C>): Promise<C> {
    const stamp = await stampOf(dir);
    if (this.#last !== undefined && stamp === this.#last.stamp) return this.#last.checkpoint;
    const checkpoint = await find();
    // Another one was found where that in the folder is damaged.
    this.#last = stamp !== undefined && checkpoint.dir === dir ? { stamp, checkpoint } : undefined;
    return checkpoint;
  }
}

/** What differs when the generator's file was written again; undefined where there is none. */
async function stampOf(dir: string): Promise<string | undefined> {
  const file = join(dir, generatorFile);
  try {
    const { ino, mtimeMs, size } = await stat(file);
    return `${file} ${ino} ${mtimeMs} ${size}`;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
