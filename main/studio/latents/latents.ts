import { rm } from 'node:fs/promises';
import type { GeneratorRef } from '../../contract/generators.ts';
import type { LatentId } from '../../contract/ids.ts';
import type { Direction } from '../../contract/latents/directions.ts';
import type { KeptLatent } from '../../contract/latents/kept-latents.ts';
import type { LatentRecipe, VectorPoint } from '../../contract/latents/recipe.ts';
import { type LatentSpace, latentSpaceOf } from '../../contract/latents/space.ts';
import type { GeneratorFile } from '../generators/generators.ts';
import { resolveRecipe, type Styles, toVectorPoint } from '../generators/resolve-recipe.ts';
import { Directions } from './directions.ts';
import { KeptLatentStore } from './kept-latent-store.ts';
import type { LatentsOptions } from './options.ts';
import { Projections } from './projections.ts';

/** Latents of generators: recipes become numbers, and what was found or kept of them is remembered. */
export class Latents {
  readonly directions: Directions;
  readonly projections: Projections;
  readonly #options: LatentsOptions;
  readonly #kept: KeptLatentStore;

  constructor(options: LatentsOptions) {
    this.#options = options;
    this.#kept = new KeptLatentStore(options.library.db);
    this.directions = new Directions(options);
    this.projections = new Projections(options, this.#kept);
  }

  async space(from: GeneratorRef): Promise<LatentSpace & { hash: string }> {
    const { config, hash } = await this.#options.findGenerator(from);
    return { ...latentSpaceOf(config), hash };
  }

  async vector(from: GeneratorRef, recipe: LatentRecipe): Promise<VectorPoint> {
    const generator = await this.#options.findGenerator(from);
    return toVectorPoint(this.styles(generator, recipe), latentSpaceOf(generator.config));
  }

  styles({ config, hash }: Pick<GeneratorFile, 'config' | 'hash'>, recipe: LatentRecipe): Styles {
    return resolveRecipe(recipe, latentSpaceOf(config), (id) => this.directions.vector(id, hash));
  }

  async directionsOf(from: GeneratorRef): Promise<Direction[]> {
    return this.directions.of((await this.#options.findGenerator(from)).hash);
  }

  async list(from: GeneratorRef): Promise<KeptLatent[]> {
    return this.#kept.of((await this.#options.findGenerator(from)).hash);
  }

  rename(id: LatentId, name: string): void {
    this.#kept.rename(id, name);
    this.#options.events.publish({ type: 'latents.changed' });
  }

  async remove(id: LatentId): Promise<void> {
    this.#kept.remove(id);
    await rm(this.#options.library.paths.projectedPhoto(id), { force: true });
    this.#options.events.publish({ type: 'latents.changed' });
  }
}
