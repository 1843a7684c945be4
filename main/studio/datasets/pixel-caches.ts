import { SharedWork } from '../base/shared-work.ts';
import type { Library } from '../library/library.ts';
import { ensurePixelCache, type PixelCacheOptions } from './pixel-cache.ts';

/** A cache that is not removed until it is disposed. */
export interface PixelsInUse extends Disposable {
  /** Path of the `.u8` file. */
  file: string;
}

/** The training caches of all datasets: who asks for one at the same time as others shares the work. */
export class PixelCaches {
  readonly #library: Library;
  readonly #making = new SharedWork<string, [done: number, total: number]>();
  /** How many use each file, or wait for it. */
  readonly #uses = new Map<string, number>();

  constructor(library: Library) {
    this.#library = library;
  }

  async hold({ signal, onProgress, ...wanted }: Omit<PixelCacheOptions, 'isInUse'>): Promise<PixelsInUse> {
    const { id, size, channels, version } = wanted;
    const file = this.#library.paths.pixelsFile(id, size, channels, version.hash);
    const isInUse = (other: string) => this.#uses.has(other);
    this.#uses.set(file, (this.#uses.get(file) ?? 0) + 1);
    try {
      await this.#making.join(
        file,
        (shared, report) =>
          ensurePixelCache(this.#library, { ...wanted, isInUse, signal: shared, onProgress: report }),
        { signal, report: onProgress },
      );
      return { file, [Symbol.dispose]: () => this.#release(file) };
    } catch (error) {
      this.#release(file);
      throw error;
    }
  }

  #release(file: string): void {
    const left = (this.#uses.get(file) ?? 0) - 1;
    if (left > 0) this.#uses.set(file, left);
    else this.#uses.delete(file);
  }
}
