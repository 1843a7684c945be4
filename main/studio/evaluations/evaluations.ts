import { createHash } from 'node:crypto';
import { access, readFile, rm } from 'node:fs/promises';
import type { Dataset } from '../../contract/datasets.ts';
import { StudioError } from '../../contract/errors.ts';
import type { EvaluateInput, Evaluation } from '../../contract/evaluation.ts';
import type { GeneratorRef } from '../../contract/faces.ts';
import { EvaluationId } from '../../contract/ids.ts';
import type { Job } from '../../contract/jobs.ts';
import type { SystemEvent } from '../../contract/system.ts';
import type { ComputeLauncher } from '../compute-launcher.ts';
import type { Datasets } from '../datasets/datasets.ts';
import { hasFaces } from '../datasets/has-faces.ts';
import type { EventBus } from '../events.ts';
import type { GeneratorFile } from '../generators.ts';
import type { JobContext, Jobs } from '../jobs/jobs.ts';
import { errorCode } from '../library/atomic-file.ts';
import type { Library } from '../library/library.ts';
import { newId } from '../new-id.ts';
import type { SettingsStore } from '../settings.ts';
import { readEvaluations, readPicture, writeEvaluation } from './evaluation-folder.ts';
import { evaluationHtml } from './evaluation-html.ts';
import { measureGenerator } from './measure-generator.ts';

export interface EvaluationsOptions {
  library: Library;
  jobs: Jobs;
  events: EventBus<SystemEvent>;
  datasets: Datasets;
  settings: SettingsStore;
  launch: ComputeLauncher;
  findGenerator(ref: GeneratorRef): Promise<GeneratorFile>;
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
    return this.#options.jobs.start(
      { kind: 'evaluate', title: `Evaluate ${generator.name}` },
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
    const { from } = await this.get(id);
    await rm(this.#options.library.paths.evaluationDir(from, id), { recursive: true, force: true });
    this.#options.events.publish({ type: 'models.changed' });
  }

  async #evaluate(
    generator: GeneratorFile,
    { count, seed }: EvaluateInput,
    { signal, report }: JobContext,
  ): Promise<Evaluation> {
    const { library, settings, launch, events } = this.#options;
    const startedMs = performance.now();
    const { engine, threads } = settings.get();
    const { config, file, trainingFile } = generator;
    const hash = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    const measured = await measureGenerator(
      launch,
      {
        type: 'evaluate',
        engine,
        threads,
        generatorFile: file,
        config,
        ...(trainingFile !== undefined && (await exists(trainingFile)) ? { trainingFile } : {}),
        ...(await this.#pixels(generator, { signal, report })),
        hasFaces: hasFaces(generator.provenance),
        count,
        seed,
      },
      signal,
      report,
    );
    const { type: _, pictures, ...scores } = measured;
    const { from, name, nimg, datasetName, provenance } = generator;
    const dataset = this.#dataset(generator);
    const evaluation: Evaluation = {
      schemaVersion: 1,
      id: EvaluationId.parse(newId(name)),
      from,
      name,
      nimg,
      config,
      hash,
      datasetName,
      ...(dataset === undefined ? { datasetMissing: missing(datasetName) } : { datasetId: dataset.id }),
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

  /** The pictures that the generator learned from, at its size; or why there are none. */
  async #pixels(
    generator: GeneratorFile,
    { signal, report }: JobContext,
  ): Promise<{ pixelsFile: string } | { pixelsMissing: string }> {
    const dataset = this.#dataset(generator);
    if (dataset === undefined) return { pixelsMissing: missing(generator.datasetName) };
    const { resolution: size, channels } = generator.config;
    const pixelsFile = await this.#options.datasets.ensurePixels(
      dataset.id,
      { size, channels, setHash: generator.provenance?.setHash },
      signal,
      (done, total) => report({ done, total, unit: 'pictures', note: `Preparing ${size}-pixel copies` }),
    );
    return { pixelsFile };
  }

  #dataset({ datasetId, provenance }: GeneratorFile): Dataset | undefined {
    const { datasets } = this.#options;
    const byRun = datasets.list().find(({ id }) => id === datasetId);
    return byRun ?? (provenance && datasets.ofVersion(provenance.setHash));
  }
}

/** True when what was measured is what is asked for; a run without a checkpoint stands for all of its checkpoints. */
const isOf = (measured: GeneratorRef, wanted: GeneratorRef): boolean =>
  measured.kind === wanted.kind &&
  measured.id === wanted.id &&
  (measured.kind === 'model' ||
    wanted.kind === 'model' ||
    wanted.checkpoint === undefined ||
    measured.checkpoint === wanted.checkpoint);

const missing = (name: string): string =>
  `The dataset “${name}” is no longer in the library, so nothing can be compared with its pictures.`;

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
