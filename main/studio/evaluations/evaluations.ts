import { readFile } from 'node:fs/promises';
import type { Dataset } from '../../contract/datasets/datasets.ts';
import type { Provenance } from '../../contract/datasets/provenance.ts';
import { StudioError } from '../../contract/errors.ts';
import type { GeneratorRef } from '../../contract/generators.ts';
import { type DatasetId, EvaluationId } from '../../contract/ids.ts';
import type { EvaluateInput, Evaluation } from '../../contract/models/evaluation.ts';
import type { GeneratorConfig } from '../../contract/models/generator-config.ts';
import type { Job } from '../../contract/system/jobs.ts';
import { exists } from '../../disk/if-there.ts';
import { sha256 } from '../../protocol/sha256.ts';
import { newId } from '../base/new-id.ts';
import { runTask } from '../compute-process/task.ts';
import type { Datasets } from '../datasets/datasets.ts';
import { hasFaces } from '../datasets/has-faces.ts';
import type { PixelsInUse } from '../datasets/pixel-caches.ts';
import type { GeneratorFile } from '../generators/generators.ts';
import type { JobContext } from '../jobs/jobs.ts';
import type { StudioServices } from '../services/studio-services.ts';
import { readEvaluations, readPicture, removeEvaluation, writeEvaluation } from './evaluation-folder.ts';
import { evaluationHtml } from './evaluation-html.ts';

export interface EvaluationsOptions
  extends Pick<StudioServices, 'library' | 'jobs' | 'events' | 'settings' | 'compute' | 'findGenerator'> {
  datasets: Datasets;
}

/** What was measured of models and checkpoints: measured as a job, kept beside them, readable without the dataset. */
export class Evaluations {
  readonly #options: EvaluationsOptions;

  constructor(options: EvaluationsOptions) {
    this.#options = options;
  }

  /** Finds the generator first, so that a wrong name is an error at once. */
  async start(input: EvaluateInput): Promise<Job> {
    const generator = await this.#options.findGenerator(input.from);
    const { datasetId } = input;
    if (datasetId !== undefined) this.#options.datasets.get(datasetId);
    return this.#options.jobs.start(
      { kind: 'evaluate', title: `Evaluate ${generator.name}`, about: generator.from },
      async (context) => {
        const evaluation = await this.#evaluate(generator, input, context);
        return { kind: 'evaluate', evaluationId: evaluation.id };
      },
    );
  }

  /** Newest first; of one model, one run or one checkpoint when `from` names it. */
  async list(from?: GeneratorRef): Promise<Evaluation[]> {
    const all = await readEvaluations(this.#options.library.paths);
    if (from === undefined) return all;
    return all.filter((each) => isOf(each.from, from));
  }

  async get(id: EvaluationId): Promise<Evaluation> {
    const found = (await this.list()).find((evaluation) => evaluation.id === id);
    if (found !== undefined) return found;
    throw new StudioError('EVALUATION_NOT_FOUND', `There is no evaluation "${id}".`, {
      next: 'Evaluate the model or the checkpoint again.',
      subject: id,
    });
  }

  async report(id: EvaluationId): Promise<{ html: string; json: string }> {
    const evaluation = await this.get(id);
    const pictures = await Promise.all(
      evaluation.pictures.map(async (name) => ({
        name,
        png: await readPicture(this.#options.library.paths, evaluation, name),
      })),
    );
    return { html: evaluationHtml(evaluation, pictures), json: JSON.stringify(evaluation, null, 2) };
  }

  async remove(id: EvaluationId): Promise<void> {
    const { library, events } = this.#options;
    await removeEvaluation(library.paths, await this.get(id), () =>
      events.publish({ type: 'models.changed' }),
    );
  }

  async #evaluate(
    generator: GeneratorFile,
    { count, seed, datasetId, judge }: EvaluateInput,
    { signal, report }: JobContext,
  ): Promise<Evaluation> {
    const { library, settings, compute, events } = this.#options;
    const startedMs = performance.now();
    const { engine, threads } = settings.get();
    const { file, config, from, name, nimg } = generator;
    const reference = datasetId === undefined ? this.#ownReference(generator) : this.#chosen(datasetId);
    const { dataset, datasetName, provenance, discriminator, missing } = reference;
    const hash = sha256(await readFile(file));
    using pixels = dataset && (await this.#pixels(dataset, config, provenance?.setHash, { signal, report }));
    const measured = await runTask(
      compute,
      {
        type: 'evaluate',
        engine,
        threads,
        generatorFile: file,
        config,
        ...(discriminator !== undefined && (await exists(discriminator.trainingFile))
          ? { discriminator }
          : {}),
        ...(pixels === undefined ? { pixelsMissing: missing } : { pixelsFile: pixels.file }),
        hasFaces: hasFaces(provenance),
        count,
        seed,
        judge,
      },
      'evaluated',
      {
        signal,
        report,
        subject: 'The process that measures',
        next: 'Try again with fewer pictures; if memory ran out, close other programs first.',
      },
    );
    const { type: _, pictures, ...scores } = measured;
    const evaluation: Evaluation = {
      schemaVersion: 1,
      id: EvaluationId.parse(newId(name)),
      from,
      name,
      nimg,
      config,
      hash,
      datasetName,
      ...(dataset === undefined ? { datasetMissing: missing } : { datasetId: dataset.id }),
      ...(provenance === undefined ? {} : { provenance }),
      seed,
      count,
      ...scores,
      pictures: pictures.map((picture) => picture.name),
      seconds: (performance.now() - startedMs) / 1000,
      createdAt: new Date().toISOString(),
    };
    await writeEvaluation(library.paths, evaluation, pictures);
    events.publish({ type: 'models.changed' });
    return evaluation;
  }

  /** The pictures of a set, at a generator's size. */
  #pixels(
    { id }: Dataset,
    { resolution: size, channels }: GeneratorConfig,
    setHash: string | undefined,
    { signal, report }: JobContext,
  ): Promise<PixelsInUse> {
    return this.#options.datasets.holdPixels(id, { size, channels, setHash }, signal, (done, total) =>
      report({ done, total, unit: 'pictures', note: `Preparing ${size}-pixel copies` }),
    );
  }

  /** What the generator learned from, as it was then. */
  #ownReference({ datasetId, datasetName, provenance, discriminator, training }: GeneratorFile): Reference {
    const { datasets } = this.#options;
    const byRun = datasets.list().find(({ id }) => id === datasetId);
    return {
      dataset: byRun ?? (provenance && datasets.ofVersion(provenance.setHash)),
      datasetName,
      provenance,
      discriminator,
      missing:
        training === undefined
          ? 'It was imported: which pictures it learned from is not known. Choose a dataset to compare it with.'
          : `The dataset “${datasetName}” is no longer in the library, so nothing can be compared with its pictures.`,
    };
  }

  /** Another set, as it is now. A discriminator has learned what its own pictures are, not these. */
  #chosen(id: DatasetId): Reference {
    const { datasets } = this.#options;
    const dataset = datasets.get(id);
    const { name: datasetName, imageCount, heldOutCount } = dataset;
    const provenance = { ...datasets.provenance(id), imageCount, heldOutCount };
    return { dataset, datasetName, provenance, discriminator: undefined, missing: '' };
  }
}

/** What a generator is measured against. */
interface Reference {
  dataset: Dataset | undefined;
  datasetName: string;
  provenance: Provenance | undefined;
  discriminator: GeneratorFile['discriminator'];
  /** Why there is no dataset, as a full sentence. */
  missing: string;
}

/** True when what was measured is what is asked for; a run without a checkpoint stands for all of its checkpoints. */
const isOf = (measured: GeneratorRef, wanted: GeneratorRef): boolean =>
  measured.kind === wanted.kind &&
  measured.id === wanted.id &&
  (measured.kind === 'model' ||
    wanted.kind === 'model' ||
    wanted.checkpoint === undefined ||
    measured.checkpoint === wanted.checkpoint);
