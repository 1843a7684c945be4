import { LatentId } from '../../contract/ids.ts';
import type { KeptLatent, ProjectInput, Residual } from '../../contract/latents/kept-latents.ts';
import { latentSpaceOf } from '../../contract/latents/space.ts';
import type { Job } from '../../contract/system/jobs.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { newId } from '../base/new-id.ts';
import { FacePool } from '../compute-process/face-pool.ts';
import { runTask } from '../compute-process/task.ts';
import type { GeneratorFile } from '../generators/generators.ts';
import { toStyles, toVectorPoint } from '../generators/resolve-recipe.ts';
import type { JobContext } from '../jobs/jobs.ts';
import { encodePictures } from '../pictures/picture-grid.ts';
import { alignPhoto } from './align-photo.ts';
import type { KeptLatentStore } from './kept-latent-store.ts';
import type { LatentsOptions } from './options.ts';

/** Photos whose nearest face is looked for, as jobs; what is found is kept as a latent, with the photo beside it. */
export class Projections {
  readonly #options: LatentsOptions;
  readonly #store: KeptLatentStore;

  constructor(options: LatentsOptions, store: KeptLatentStore) {
    this.#options = options;
    this.#store = store;
  }

  async start(input: ProjectInput): Promise<Job> {
    const { findGenerator, uploads, jobs } = this.#options;
    const generator = await findGenerator(input.from);
    const { photo } = input;
    const paths = 'path' in photo ? [photo.path] : uploads.describe(photo.uploadId).paths;
    return jobs.start(
      { kind: 'project', title: `Project a photo into ${generator.name}` },
      async (context) => {
        try {
          const { id, residual } = await this.#project(generator, paths, input, context);
          return { kind: 'project', latentId: id, residual };
        } finally {
          if ('uploadId' in photo) await uploads.remove(photo.uploadId);
        }
      },
    );
  }

  async #project(
    generator: GeneratorFile,
    paths: readonly string[],
    { faces, name }: ProjectInput,
    { signal, report }: JobContext,
  ): Promise<KeptLatent & { residual: Residual }> {
    const { library, compute, settings, events } = this.#options;
    const { config, file, from, hash } = generator;
    const { resolution: size, channels } = config;
    report({ done: 0, unit: 'steps', note: 'Looking for the face' });
    const pool = new FacePool(compute, settings);
    const target = await alignPhoto(paths, { faces, size, channels, pool, signal }).finally(() =>
      pool.close(),
    );
    const { engine, threads } = settings.get();
    const { row, residual } = await runTask(
      compute,
      { type: 'project', engine, threads, generatorFile: file, config, target },
      'projected',
      {
        signal,
        report,
        subject: 'The process that looks for the face',
        next: 'Try again; if memory ran out, close other programs first.',
      },
    );
    const space = latentSpaceOf(config);
    const styles = toStyles({ kind: 'vector', values: Array.from(row), space: 'w' }, space);
    const latent = {
      id: LatentId.parse(newId('latent')),
      from,
      hash,
      name: name ?? photoName(paths[0]),
      recipe: { origin: toVectorPoint(styles, space), edits: [], mix: [], truncation: 1 },
      residual,
      createdAt: new Date().toISOString(),
    };
    const [png] = await encodePictures(target);
    await writeFileAtomic(library.paths.projectedPhoto(latent.id), png);
    this.#store.add(latent);
    events.publish({ type: 'latents.changed' });
    return latent;
  }
}

/** The file's name without its folder and ending. */
const photoName = (path: string): string =>
  (path.split(/[/\\]/).at(-1) ?? '').replace(/\.[^.]+$/, '').slice(0, 80) || 'Photo';
