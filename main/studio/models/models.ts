import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { ModelId } from '../../contract/ids.ts';
import { GeneratorConfig } from '../../contract/models/generator-config.ts';
import { Model, type PromoteInput } from '../../contract/models/models.ts';
import { PresetId } from '../../contract/presets.ts';
import { RunConfig } from '../../contract/runs/run-config.ts';
import type { SystemEvent } from '../../contract/system/system.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { syncFolder } from '../../disk/sync-folder.ts';
import { generatorFile, temporaryPrefix } from '../../protocol/checkpoint-files.ts';
import { sha256 } from '../../protocol/sha256.ts';
import type { EventBus } from '../base/events.ts';
import { newId } from '../base/new-id.ts';
import type { StoredModel } from '../generators/stored-model.ts';
import type { Library } from '../library/library.ts';
import { removeFolder } from '../library/remove-folder.ts';
import type { Runs } from '../runs/runs.ts';

/** Generators promoted from checkpoints: copies of their own, which outlive the run. */
export class Models {
  readonly #library: Library;
  readonly #runs: Runs;
  readonly #events: EventBus<SystemEvent>;

  constructor(library: Library, runs: Runs, events: EventBus<SystemEvent>) {
    this.#library = library;
    this.#runs = runs;
    this.#events = events;
  }

  list(): Model[] {
    return this.#library.db
      .all(Row, `SELECT ${columns} FROM models ORDER BY created_at DESC, id`)
      .map(({ model }) => model);
  }

  get(id: ModelId): Model {
    return this.generator(id).model;
  }

  /** The model, its config, and the file of its weights. */
  generator(id: ModelId): StoredModel {
    const row = this.#library.db.get(Row, `SELECT ${columns} FROM models WHERE id = ?`, id);
    if (row === undefined) {
      throw new StudioError('MODEL_NOT_FOUND', `There is no model "${id}".`, {
        next: 'Choose one from the list of models, or keep a run’s generator as a model.',
        subject: id,
      });
    }
    return { ...row, file: join(this.#library.paths.modelDir(id), generatorFile) };
  }

  /** Copies the generator of a checkpoint, by default the run's newest; whole or not at all. */
  async promote({ runId, checkpoint, name }: z.infer<typeof PromoteInput>): Promise<Model> {
    const run = this.#runs.get(runId);
    const { dir, config, nimg } = await this.#runs.checkpoints.toDraw(runId, checkpoint);
    const weights = await readFile(join(dir, generatorFile));
    const model: Model = {
      id: ModelId.parse(newId(name ?? run.name)),
      name: name ?? `${run.name} · ${(nimg / 1000).toFixed(1)} kimg`,
      runId,
      datasetName: run.datasetName,
      ...(run.provenance === undefined ? {} : { provenance: run.provenance }),
      preset: config.preset,
      resolution: config.resolution,
      channels: config.channels,
      latentSize: config.latentSize,
      nimg,
      hash: sha256(weights),
      sizeBytes: weights.length,
      createdAt: new Date().toISOString(),
    };
    await this.#writeFolder(model, config, weights);
    this.#insert(model, config);
    return model;
  }

  /** Takes over a folder that holds an imported generator's weights; whole or not at all. */
  async adopt(
    folder: string,
    {
      id,
      name,
      sourceName,
      config,
    }: Pick<Model, 'id' | 'name'> & { sourceName: string; config: GeneratorConfig },
  ): Promise<Model> {
    const weights = await readFile(join(folder, generatorFile));
    const model: Model = {
      id,
      name,
      datasetName: sourceName,
      resolution: config.resolution,
      channels: config.channels,
      latentSize: config.latentSize,
      nimg: 0,
      hash: sha256(weights),
      sizeBytes: weights.length,
      createdAt: new Date().toISOString(),
    };
    await this.#settle(folder, model, config);
    this.#insert(model, config);
    return model;
  }

  async remove(id: ModelId): Promise<void> {
    this.get(id);
    await removeFolder(this.#library.paths.modelDir(id), () => {
      this.#library.db.run('DELETE FROM models WHERE id = ?', id);
      this.#events.publish({ type: 'models.changed' });
    });
  }

  #insert(model: Model, config: GeneratorConfig): void {
    this.#library.db.run(
      `INSERT INTO models (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      model.id,
      model.name,
      model.runId ?? null,
      model.datasetName,
      JSON.stringify(config),
      model.nimg,
      model.hash,
      model.sizeBytes,
      model.provenance === undefined ? null : JSON.stringify(model.provenance),
      model.createdAt,
    );
    this.#events.publish({ type: 'models.changed' });
  }

  async #writeFolder(model: Model, config: RunConfig, weights: Buffer): Promise<void> {
    const temporary = join(this.#library.paths.models, temporaryPrefix + model.id);
    try {
      await mkdir(temporary, { recursive: true });
      await writeFileAtomic(join(temporary, generatorFile), weights);
      await this.#settle(temporary, model, config);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
  }

  /** Gives a folder with weights the model's facts and its place. */
  async #settle(folder: string, model: Model, config: GeneratorConfig): Promise<void> {
    const { paths } = this.#library;
    await writeFileAtomic(
      join(folder, 'model.json'),
      JSON.stringify({ schemaVersion: 1, model, config }, null, 2),
    );
    await rename(folder, paths.modelDir(model.id));
    await syncFolder(paths.models);
  }
}

const columns = 'id, name, run_id, dataset_name, config, nimg, hash, size_bytes, provenance, created_at';

const Row = z
  .object({
    id: z.string(),
    name: z.string(),
    run_id: z.string().nullable(),
    dataset_name: z.string(),
    config: z.string(),
    nimg: z.number(),
    hash: z.string(),
    size_bytes: z.number(),
    provenance: z.string().nullable(),
    created_at: z.string(),
  })
  .transform((row) => {
    const json: unknown = JSON.parse(row.config);
    const { preset } = Trained.parse(json);
    // What is not known of an imported model's training is not made up.
    const training = preset === undefined ? undefined : RunConfig.parse(json);
    const config: GeneratorConfig = training ?? GeneratorConfig.parse(json);
    const model = Model.parse({
      id: row.id,
      name: row.name,
      runId: row.run_id ?? undefined,
      datasetName: row.dataset_name,
      preset,
      resolution: config.resolution,
      channels: config.channels,
      latentSize: config.latentSize,
      nimg: row.nimg,
      hash: row.hash,
      sizeBytes: row.size_bytes,
      provenance: row.provenance === null ? undefined : JSON.parse(row.provenance),
      createdAt: row.created_at,
    });
    return { model, config, training };
  });

const Trained = z.object({ preset: PresetId.optional() });
