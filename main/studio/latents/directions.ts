import { StudioError } from '../../contract/errors.ts';
import { DirectionId } from '../../contract/ids.ts';
import type { Direction, DirectionMethod, FindDirectionsInput } from '../../contract/latents/directions.ts';
import { latentSpaceOf } from '../../contract/latents/space.ts';
import type { Job } from '../../contract/system/jobs.ts';
import { newId } from '../base/new-id.ts';
import { runTask } from '../compute-process/task.ts';
import type { GeneratorFile } from '../generators/generators.ts';
import type { DirectionVector } from '../generators/resolve-recipe.ts';
import type { JobContext } from '../jobs/jobs.ts';
import { DirectionStore, type StoredDirection } from './direction-store.ts';
import type { LatentsOptions } from './options.ts';

/** Directions of generators' latents: found as jobs, named, and kept by the hash of the weights that they belong to. */
export class Directions {
  readonly #options: LatentsOptions;
  readonly #store: DirectionStore;

  constructor(options: LatentsOptions) {
    this.#options = options;
    this.#store = new DirectionStore(options.library.db);
  }

  of(hash: string): Direction[] {
    return this.#store.of(hash);
  }

  /** Throws for a direction of other weights. */
  vector(id: DirectionId, hash: string): DirectionVector {
    const { direction, vector } = this.#store.get(id);
    if (direction.hash !== hash) {
      throw new StudioError('INVALID_INPUT', `“${direction.name}” is a direction of another generator.`, {
        next: 'Find the directions of this one; they change with every step of a training.',
        subject: id,
      });
    }
    return { vector, ...(direction.stages === undefined ? {} : { stages: direction.stages }) };
  }

  /** Finds the generator first, so that a wrong name is an error at once. */
  async find(input: FindDirectionsInput): Promise<Job> {
    const generator = await this.#options.findGenerator(input.from);
    assertStages(generator, input.stages);
    const title = `Find directions of ${generator.name} by ${methodNames[input.method]}`;
    return this.#options.jobs.start({ kind: 'directions', title }, async (context) => {
      const directionIds = await this.#find(generator, input, context);
      return { kind: 'directions', directionIds };
    });
  }

  rename(id: DirectionId, name: string): void {
    this.#store.rename(id, name);
    this.#options.events.publish({ type: 'latents.changed' });
  }

  async #find(
    { file, config, hash }: GeneratorFile,
    { method, count, stages: given }: FindDirectionsInput,
    context: JobContext,
  ): Promise<DirectionId[]> {
    const { settings, compute, events } = this.#options;
    const { engine, threads } = settings.get();
    const stages = given?.toSorted((a, b) => a - b);
    const { vectors, shares } = await runTask(
      compute,
      {
        type: 'directions',
        engine,
        threads,
        generatorFile: file,
        config,
        method,
        count,
        ...(stages === undefined ? {} : { stages }),
      },
      'directions',
      {
        ...context,
        subject: 'The process that looks for directions',
        next: 'Try again; if memory ran out, close other programs first.',
      },
    );
    const createdAt = new Date().toISOString();
    const found = shares.map((share, i): StoredDirection => {
      const number = i + 1;
      const direction: Direction = {
        id: DirectionId.parse(newId(`${method}-${number}`)),
        hash,
        method,
        number,
        name: nameOf(method, number, stages),
        share,
        ...(stages === undefined ? {} : { stages }),
        createdAt,
      };
      return { direction, vector: vectors.slice(i * config.latentSize, number * config.latentSize) };
    });
    const ids = this.#store.addMissing(found);
    events.publish({ type: 'latents.changed' });
    return ids;
  }
}

const methodNames: Readonly<Record<DirectionMethod, string>> = { pca: 'PCA', sefa: 'SeFa' };

const nameOf = (method: DirectionMethod, number: number, stages?: readonly number[]): string => {
  const where = stages === undefined ? '' : `, stages ${stages.map((stage) => stage + 1).join(', ')}`;
  return `${methodNames[method]} ${number}${where}`;
};

function assertStages({ config }: GeneratorFile, stages: readonly number[] | undefined): void {
  const { stages: all, whyNoMixing } = latentSpaceOf(config);
  if (stages === undefined || stages.every((stage) => stage < all.length)) return;
  throw new StudioError('INVALID_INPUT', whyNoMixing ?? `This generator has ${all.length} stages.`, {
    next: 'Look at all stages together, or at some that it has.',
  });
}
