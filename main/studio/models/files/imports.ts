import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { StudioError } from '../../../contract/errors.ts';
import { ModelId } from '../../../contract/ids.ts';
import type { ImportModelInput } from '../../../contract/models/model-files.ts';
import { toOneLine } from '../../../contract/one-line.ts';
import type { Job } from '../../../contract/system/jobs.ts';
import { generatorFile, temporaryPrefix } from '../../../protocol/checkpoint-files.ts';
import { newId } from '../../base/new-id.ts';
import { runTask } from '../../compute-process/task.ts';
import type { StudioServices } from '../../services/studio-services.ts';
import type { Models } from '../models.ts';
import { findModelFiles, statModel } from './source-files.ts';

export interface ModelImportsOptions
  extends Pick<StudioServices, 'library' | 'jobs' | 'settings' | 'compute' | 'uploads'> {
  models: Models;
}

/** Generators from elsewhere, read as a job by a process of its own: what a hostile file breaks is that process. */
export class ModelImports {
  readonly #options: ModelImportsOptions;

  constructor(options: ModelImportsOptions) {
    this.#options = options;
  }

  async start(input: ImportModelInput): Promise<Job> {
    const { path, sourceName } = this.#source(input);
    // Told to whoever typed it, who can mend it at once, and not by a job that fails.
    await statModel(path);
    const name = input.name ?? nameOf(sourceName);
    return this.#options.jobs.start(
      { kind: 'import-model', title: `Import ${sourceName}` },
      async (context) => {
        const { library, compute, settings, models } = this.#options;
        const id = ModelId.parse(newId(name));
        // In a folder that is swept when a library is opened, should this process die.
        const folder = join(library.paths.models, temporaryPrefix + id);
        const scratch = join(library.paths.models, `${temporaryPrefix}files-${id}`);
        try {
          await mkdir(folder, { recursive: true });
          context.report({ done: 0, unit: 'files', note: 'Looking for the model' });
          const files = await findModelFiles(path, scratch, context.signal);
          const { engine, threads } = settings.get();
          const task = {
            type: 'import',
            engine,
            threads,
            files,
            generatorFile: join(folder, generatorFile),
          } as const;
          const { config, notes } = await runTask(compute, task, 'imported', {
            ...context,
            subject: 'The process that reads the model',
            next: 'Try again; if it happens again, the model may be damaged, or too large for this machine.',
          });
          context.signal.throwIfAborted();
          await models.adopt(folder, { id, name, sourceName, config });
          return { kind: 'import-model', modelId: id, notes };
        } finally {
          await rm(folder, { recursive: true, force: true });
          await rm(scratch, { recursive: true, force: true });
          if (input.uploadId !== undefined) await this.#options.uploads.remove(input.uploadId);
        }
      },
    );
  }

  /** A browser sends one file, or several beside each other. */
  #source({ path, uploadId }: ImportModelInput): { path: string; sourceName: string } {
    if (path !== undefined && uploadId === undefined) return { path, sourceName: basename(path) || path };
    if (uploadId === undefined || path !== undefined) {
      throw new StudioError('INVALID_INPUT', 'Name either a path or an upload.', {
        next: 'Choose a model file, a folder or a ZIP archive.',
      });
    }
    const { paths, sources } = this.#options.uploads.describe(uploadId);
    if (paths.length === 1) return { path: paths[0], sourceName: sources[0] };
    return { path: this.#options.library.paths.uploadDir(uploadId), sourceName: sources[0] };
  }
}

/** `faces.onnx` becomes "faces"; a name of nothing else, such as `model.json`, stays. */
const nameOf = (file: string): string =>
  toOneLine(/^(?:model\.json|saved_model\.pb)$/i.test(file) ? file : file.replace(/\.[a-z0-9]{1,11}$/i, ''))
    .trim()
    .slice(0, 80) || 'Imported model';
