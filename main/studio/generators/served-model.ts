import { StudioError } from '../../contract/errors.ts';
import type { LatentRecipe } from '../../contract/latents/recipe.ts';
import { latentSpaceOf } from '../../contract/latents/space.ts';
import type { Channels } from '../../contract/pictures.ts';
import type { PixelBatch } from '../../protocol/pixels.ts';
import type { ComputeProcesses } from '../compute-process/compute-processes.ts';
import type { SettingsStore } from '../library/settings.ts';
import { DrawingProcess } from './drawing-process.ts';
import type { GeneratorFile } from './generators.ts';
import { resolveRecipe } from './resolve-recipe.ts';

/** One generator in a compute process of its own, for a program that asks it again and again. */
export class ServedModel {
  readonly name: string;
  /** SHA-256 of its weights. */
  readonly hash: string;
  readonly resolution: number;
  readonly channels: Channels;
  readonly latentSize: number;
  readonly #generator: GeneratorFile;
  readonly #drawer: DrawingProcess;

  constructor(generator: GeneratorFile, compute: ComputeProcesses, settings: SettingsStore) {
    this.name = generator.name;
    this.hash = generator.hash;
    this.resolution = generator.config.resolution;
    this.channels = generator.config.channels;
    this.latentSize = generator.config.latentSize;
    this.#generator = generator;
    this.#drawer = new DrawingProcess(compute, settings);
  }

  /** What `draw` needs for one face. Throws INVALID_INPUT where the recipe does not fit the generator. */
  rowOf(recipe: LatentRecipe): Float32Array {
    const styles = resolveRecipe(recipe, latentSpaceOf(this.#generator.config), noDirections);
    const row = new Float32Array(styles.length * this.latentSize);
    for (const [stage, style] of styles.entries()) row.set(style, stage * this.latentSize);
    return row;
  }

  draw(rows: readonly Float32Array[]): Promise<PixelBatch> {
    const all = new Float32Array(rows.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const row of rows) {
      all.set(row, at);
      at += row.length;
    }
    return this.#drawer.draw(this.#generator, all);
  }

  close(): void {
    this.#drawer.close();
  }
}

function noDirections(): never {
  throw new StudioError('INVALID_INPUT', 'Directions are not known here.', {
    next: 'Send the latents themselves.',
  });
}
