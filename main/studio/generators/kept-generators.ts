import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { RunConfig } from '../../contract/runs/run-config.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { errorCode, explainDiskError } from '../../disk/disk-error.ts';
import { exists, namesIn } from '../../disk/if-there.ts';
import { linkOrCopy } from '../../disk/link-or-copy.ts';
import { sha256 } from '../../protocol/sha256.ts';
import type { LibraryPaths } from '../library/paths.ts';
import type { GeneratorFile, GeneratorToDraw } from './generators.ts';

/**
 * Generators of runs that drew faces of the gallery. A run drops its older checkpoints, but a face must be able to be made
 * again: the generator's file is linked, which takes no room while the checkpoint is there.
 */
export class KeptGenerators {
  readonly #paths: LibraryPaths;
  /** By file, size and time of writing: hashing reads up to a hundred megabytes. */
  readonly #hashes = new Map<string, string>();
  /** Hashes of generators that are drawing, whose faces are not in the gallery yet, once for each drawing. */
  readonly #drawing: string[] = [];
  /** Keeping and tidying take turns: what one has found there the other must not remove. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(paths: LibraryPaths) {
    this.#paths = paths;
  }

  /** SHA-256 of a generator's file as it is now. */
  async hash(file: string): Promise<string> {
    const { size, mtimeMs } = await stat(file);
    const key = `${file} ${size} ${mtimeMs}`;
    let hash = this.#hashes.get(key);
    if (hash === undefined) {
      hash = sha256(await readFile(file));
      this.#hashes.set(key, hash);
    }
    return hash;
  }

  /** Keeps a generator, and lets nothing tidy it away until `draw` has put the faces into the gallery. */
  async whileDrawing<T>(generator: GeneratorFile, draw: () => Promise<T>): Promise<T> {
    this.#drawing.push(generator.hash);
    try {
      await this.#inTurn(() => this.#keep(generator));
      return await draw();
    } finally {
      this.#drawing.splice(this.#drawing.indexOf(generator.hash), 1);
    }
  }

  /** Models stay until they are removed by hand, which is meant. */
  async #keep({ from, file, hash, config }: GeneratorFile): Promise<void> {
    const kept = this.#paths.keptGenerator(hash, 'safetensors');
    if (from.kind === 'model' || (await exists(kept))) return;
    try {
      await mkdir(this.#paths.keptGenerators, { recursive: true });
      // The config comes first: with the weights, the generator counts as whole.
      await writeFileAtomic(this.#paths.keptGenerator(hash, 'json'), JSON.stringify(config));
      await linkUnlessThere(file, kept);
    } catch (error) {
      throw explainDiskError(error, kept);
    }
  }

  /** Undefined when it is not there or its file is no longer what it was. */
  async find(hash: string): Promise<GeneratorToDraw | undefined> {
    const file = this.#paths.keptGenerator(hash, 'safetensors');
    if (!(await exists(file)) || (await this.hash(file)) !== hash) return undefined;
    const config = await readFile(this.#paths.keptGenerator(hash, 'json'), 'utf8');
    return { file, config: RunConfig.parse(JSON.parse(config)) };
  }

  /** Drops those that drew none of the faces that are left; `inUse` is asked when its turn has come. */
  tidy(inUse: () => ReadonlySet<string>): Promise<void> {
    return this.#inTurn(async () => {
      const used = new Set([...inUse(), ...this.#drawing]);
      for (const name of await namesIn(this.#paths.keptGenerators)) {
        const [hash] = name.split('.');
        if (used.has(hash)) continue;
        for (const type of ['safetensors', 'json'] as const)
          await rm(this.#paths.keptGenerator(hash, type), { force: true });
      }
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

async function linkUnlessThere(from: string, to: string): Promise<void> {
  try {
    await linkOrCopy(from, to);
  } catch (error) {
    // Another drawing was faster.
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}
