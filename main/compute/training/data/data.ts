import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { StudioError } from '../../../contract/errors.ts';
import { type PixelBatch, PixelCacheHeader } from '../../../protocol/pixels.ts';
import { randomStream } from '../../../protocol/random.ts';
import type { TrainTask } from '../../../protocol/train.ts';

/** Pictures of a pixel cache, read from the file at random offsets: row i is image i, S×S×C bytes. */
export class PixelSource {
  readonly header: PixelCacheHeader;
  readonly #file: number;
  readonly #imageBytes: number;

  /** Opens `pixels-….u8` and the header (`….json`) beside it; a size that does not match is an error. */
  constructor(pixelsFile: string) {
    this.header = PixelCacheHeader.parse(
      JSON.parse(readFileSync(pixelsFile.replace(/\.u8$/, '.json'), 'utf8')),
    );
    this.#imageBytes = this.header.size ** 2 * this.header.channels;
    this.#file = openSync(pixelsFile, 'r');
    const sizeBytes = fstatSync(this.#file).size;
    if (sizeBytes !== this.header.count * this.#imageBytes) {
      closeSync(this.#file);
      throw new StudioError('INVALID_INPUT', 'The prepared pixels of this dataset are incomplete.', {
        next: 'Delete the file; it is made again when the run starts.',
        subject: pixelsFile,
      });
    }
  }

  /** Pictures that are trained on: the first rows; the held-out ones follow. */
  get trainedCount(): number {
    return this.header.count - this.header.heldOut;
  }

  /** Reads image `index` into `target` at `offset`. */
  read(index: number, target: Uint8Array, offset: number): void {
    const read = readSync(this.#file, target, offset, this.#imageBytes, index * this.#imageBytes);
    if (read !== this.#imageBytes) throw new Error(`pixel cache ended inside image ${index}`);
  }

  /** The given images, in order. */
  batch(indices: readonly number[]): PixelBatch {
    const data = new Uint8Array(indices.length * this.#imageBytes);
    for (const [i, index] of indices.entries()) this.read(index, data, i * this.#imageBytes);
    return { count: indices.length, size: this.header.size, channels: this.header.channels, data };
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** The prepared pixels of the run, which must be of its size. */
export function openPixels({ config, pixelsFile }: TrainTask): PixelSource {
  const source = new PixelSource(pixelsFile);
  if (source.header.size === config.resolution && source.header.channels === config.channels) return source;
  source.close();
  throw new StudioError('INVALID_INPUT', 'The prepared pixels do not fit this run.', {
    next: 'Start the run again from its dataset.',
    subject: pixelsFile,
  });
}

/** What a training step takes its pictures from. */
export type Pictures = Pick<PixelSource, 'header' | 'trainedCount' | 'batch'>;

/**
 * The order of training images: each epoch is a permutation that depends on (seed, epoch) only, so that the position
 * in the data is a pure function of the images shown.
 */
export class DataOrder {
  readonly #count: number;
  readonly #seed: number;
  #epoch = -1;
  #permutation: Uint32Array = new Uint32Array(0);

  constructor(count: number, seed: number) {
    this.#count = count;
    this.#seed = seed;
  }

  /** Image number shown at position `nimg` of the run. */
  at(nimg: number): number {
    const epoch = Math.floor(nimg / this.#count);
    if (epoch !== this.#epoch) {
      this.#permutation = shuffled(this.#count, this.#seed, epoch);
      this.#epoch = epoch;
    }
    return this.#permutation[nimg % this.#count];
  }
}

/** Fisher–Yates. */
function shuffled(count: number, seed: number, epoch: number): Uint32Array {
  const random = randomStream(seed, 'data-order', epoch);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
