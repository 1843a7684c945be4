import type { AddInput, ImportInput, UnfinishedImport } from '../../../contract/datasets/datasets.ts';
import { StudioError } from '../../../contract/errors.ts';
import { DatasetId, type ImportId } from '../../../contract/ids.ts';
import type { Job } from '../../../contract/system/jobs.ts';
import type { SystemEvent } from '../../../contract/system/system.ts';
import type { EventBus } from '../../base/events.ts';
import { newId } from '../../base/new-id.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Uploads } from '../../library/uploads.ts';
import { statSource } from '../sources/walk.ts';
import { countDone, Draft } from './draft.ts';
import { type DraftPlan, findDraft, listDrafts } from './draft-rows.ts';
import { type ImportDeps, runImport } from './import-job.ts';
import { importSampleFaces } from './sample-job.ts';
import { tidyBatches } from './tidy-batches.ts';

export interface ImportsOptions extends ImportDeps {
  jobs: Jobs;
  events: EventBus<SystemEvent>;
  uploads: Uploads;
}

/** Errors after which there is nothing to go on with. */
const hopeless = new Set(['NO_IMAGES', 'NO_FACES', 'DATASET_NOT_FOUND']);

/** Imports as jobs: new datasets, more pictures for one, and imports that go on after they were interrupted. */
export class Imports {
  readonly #options: ImportsOptions;
  readonly #running = new Set<ImportId>();

  constructor(options: ImportsOptions) {
    this.#options = options;
    tidyBatches(options.library);
  }

  async import(input: ImportInput): Promise<Job> {
    const { paths, sources } = this.#sources(input);
    const { name, size, colour, faces, uploadId } = input;
    const datasetId = DatasetId.parse(newId(name));
    return this.#begin({
      datasetId,
      isNew: true,
      name,
      paths,
      sources,
      size,
      colour,
      faces,
      ...(uploadId === undefined ? {} : { uploadId }),
    });
  }

  async add(input: AddInput): Promise<Job> {
    const { paths, sources } = this.#sources(input);
    const plan = this.#addPlan(input.id, paths, sources);
    return this.#begin({ ...plan, ...(input.uploadId === undefined ? {} : { uploadId: input.uploadId }) });
  }

  /** Reads a file that was set aside once more. */
  async retry(id: DatasetId, number: number): Promise<Job> {
    const { path, file } = this.#options.stores.setAside.get(id, number);
    if (path === undefined) {
      throw new StudioError('INVALID_INPUT', 'That file cannot be read by itself.', {
        next: 'It came in an archive or from a browser: add it again from there.',
        subject: file.file,
      });
    }
    return this.#begin(this.#addPlan(id, [path], [path]));
  }

  async resume(id: ImportId): Promise<Job> {
    this.#assertIdle(id);
    findDraft(this.#options.library, id);
    return this.#run(await Draft.reopen(this.#options.library, id));
  }

  async discard(id: ImportId): Promise<void> {
    this.#assertIdle(id);
    const draft = await Draft.reopen(this.#options.library, id);
    await this.#forget(draft);
    this.#changed();
  }

  /** Forgets what was to be added to a dataset that goes away. */
  async discardOf(datasetId: DatasetId): Promise<void> {
    for (const { id, plan } of listDrafts(this.#options.library)) {
      if (plan.datasetId === datasetId && !this.#running.has(id)) await this.discard(id);
    }
  }

  isAddingTo(datasetId: DatasetId): boolean {
    return listDrafts(this.#options.library).some(
      ({ id, plan }) => plan.datasetId === datasetId && this.#running.has(id),
    );
  }

  async unfinished(): Promise<UnfinishedImport[]> {
    const { library } = this.#options;
    const waiting = listDrafts(library).filter(({ id }) => !this.#running.has(id));
    return Promise.all(
      waiting.map(async ({ id, plan, total, startedAt }) => ({
        id,
        name: plan.name,
        ...(plan.isNew ? {} : { datasetId: plan.datasetId }),
        sources: plan.sources,
        done: await countDone(library, id),
        ...(total === undefined ? {} : { total }),
        startedAt,
      })),
    );
  }

  importSample(options: { name: string; count: number }): Job {
    const { jobs } = this.#options;
    return jobs.start({ kind: 'import', title: `Draw ${options.name}` }, async (context) => {
      const result = await importSampleFaces(this.#options, options, context);
      this.#changed(result.datasetId);
      return result;
    });
  }

  #sources(input: Pick<ImportInput, 'paths' | 'uploadId'>): { paths: string[]; sources: string[] } {
    const upload = input.uploadId === undefined ? undefined : this.#options.uploads.describe(input.uploadId);
    return {
      paths: [...input.paths, ...(upload?.paths ?? [])],
      sources: [...input.paths, ...(upload?.sources ?? [])],
    };
  }

  #addPlan(id: DatasetId, paths: string[], sources: string[]): DraftPlan {
    const { name, size, faces, channels } = this.#options.stores.datasets.get(id);
    const colour = channels === 1 ? 'grey' : 'colour';
    return { datasetId: id, isNew: false, name, paths, sources, size, colour, faces };
  }

  async #begin(plan: DraftPlan): Promise<Job> {
    // Told to whoever typed it, who can mend it at once, and not by a job that fails.
    for (const path of plan.paths) await statSource(path);
    if (!plan.isNew && this.isAddingTo(plan.datasetId)) {
      throw new StudioError('DATASET_IN_USE', `Pictures are being added to "${plan.name}" already.`, {
        next: 'Wait until that import has ended.',
        subject: plan.datasetId,
      });
    }
    return this.#run(await Draft.create(this.#options.library, plan));
  }

  #run(draft: Draft): Job {
    const { jobs } = this.#options;
    const { name, isNew } = draft.plan;
    this.#running.add(draft.id);
    return jobs.start(
      { kind: 'import', title: isNew ? `Import ${name}` : `Add to ${name}` },
      async (context) => {
        try {
          const result = await runImport(this.#options, draft, context);
          await this.#removeUpload(draft);
          this.#changed(result.datasetId);
          return result;
        } catch (error) {
          const isHopeless = error instanceof StudioError && hopeless.has(error.code);
          // Nothing was done yet, as with a folder that has just gone: nothing to go on with either.
          if (isHopeless || draft.doneCount === 0) await this.#forget(draft);
          throw error;
        } finally {
          this.#running.delete(draft.id);
          this.#changed();
        }
      },
    );
  }

  async #forget(draft: Draft): Promise<void> {
    await draft.discard();
    await this.#removeUpload(draft);
  }

  async #removeUpload({ plan }: Draft): Promise<void> {
    if (plan.uploadId !== undefined) await this.#options.uploads.remove(plan.uploadId);
  }

  #assertIdle(id: ImportId): void {
    if (!this.#running.has(id)) return;
    throw new StudioError('INVALID_INPUT', 'That import is going on already.', {
      next: 'Cancel it first, or wait until it has ended.',
      subject: id,
    });
  }

  #changed(id?: DatasetId): void {
    this.#options.events.publish({ type: 'datasets.changed', ...(id === undefined ? {} : { id }) });
  }
}
