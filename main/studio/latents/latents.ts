import { StudioError } from '../../contract/errors.ts';
import type { GeneratorRef } from '../../contract/faces.ts';
import type { DirectionId } from '../../contract/ids.ts';
import type { LatentRecipe, VectorPoint } from '../../contract/latents/recipe.ts';
import { type LatentSpace, latentSpaceOf } from '../../contract/latents/space.ts';
import type { GeneratorFile } from '../generators.ts';
import type { Library } from '../library/library.ts';
import { DirectionStore } from './direction-store.ts';
import { type DirectionVector, resolveRecipe, type Styles, toVectorPoint } from './resolve-recipe.ts';

export interface LatentsOptions {
  library: Library;
  findGenerator(ref: GeneratorRef): Promise<GeneratorFile>;
}

/** Latents of generators: recipes become numbers, and what was found or kept of them is remembered. */
export class Latents {
  readonly #options: LatentsOptions;
  readonly #directions: DirectionStore;

  constructor(options: LatentsOptions) {
    this.#options = options;
    this.#directions = new DirectionStore(options.library.db);
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
    return resolveRecipe(recipe, latentSpaceOf(config), (id) => this.#directionOf(id, hash));
  }

  #directionOf(id: DirectionId, hash: string): DirectionVector {
    const { direction, vector } = this.#directions.get(id);
    if (direction.hash !== hash) {
      throw new StudioError('INVALID_INPUT', `“${direction.name}” is a direction of another generator.`, {
        next: 'Find the directions of this one; they change with every step of a training.',
        subject: id,
      });
    }
    return { vector, ...(direction.stages === undefined ? {} : { stages: direction.stages }) };
  }
}
