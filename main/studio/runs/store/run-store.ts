import { z } from 'zod';
import { StudioError } from '../../../contract/errors.ts';
import type { DatasetId, RunId } from '../../../contract/ids.ts';
import { Run } from '../../../contract/runs/runs.ts';
import type { Db } from '../../library/db.ts';

/** Rows of runs. */
export class RunStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  list(): Run[] {
    return this.#db.all(Row, `SELECT ${columns} FROM runs ORDER BY created_at DESC, id`);
  }

  get(id: RunId): Run {
    const run = this.#db.get(Row, `SELECT ${columns} FROM runs WHERE id = ?`, id);
    if (run === undefined) {
      throw new StudioError('RUN_NOT_FOUND', `There is no run "${id}".`, {
        next: 'Choose one from the list of runs.',
        subject: id,
      });
    }
    return run;
  }

  has(id: RunId): boolean {
    return this.#db.get(z.object({ id: z.string() }), 'SELECT id FROM runs WHERE id = ?', id) !== undefined;
  }

  /** Adds a run or replaces it. */
  save(run: Run): void {
    this.#db.run(
      `INSERT INTO runs (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, config = excluded.config, engine = excluded.engine,
         nimg = excluded.nimg, training_seconds = excluded.training_seconds,
         checkpoint_nimg = excluded.checkpoint_nimg, checkpoint_at = excluded.checkpoint_at,
         error = excluded.error, step_mode = excluded.step_mode, step_mode_reason = excluded.step_mode_reason,
         schedule = excluded.schedule, engine_settings = excluded.engine_settings, engine_uses = excluded.engine_uses,
         place = excluded.place, updated_at = excluded.updated_at`,
      run.id,
      run.name,
      run.datasetId,
      run.datasetName,
      run.preset,
      run.state,
      JSON.stringify(run.config),
      run.engine ?? null,
      run.nimg,
      run.trainingSeconds,
      run.checkpointNimg ?? null,
      run.checkpointAt ?? null,
      toJson(run.error),
      toJson(run.provenance),
      run.stepMode ?? null,
      run.stepModeReason ?? null,
      toJson(run.schedule),
      toJson(run.group),
      run.engineSettings ?? null,
      toJson(run.engineUses),
      toJson(run.place),
      run.createdAt,
      run.updatedAt,
    );
  }

  remove(id: RunId): void {
    this.#db.run('DELETE FROM runs WHERE id = ?', id);
  }

  isTrainingOn(datasetId: DatasetId): boolean {
    return (
      this.#db.get(
        z.object({ id: z.string() }),
        "SELECT id FROM runs WHERE dataset_id = ? AND state IN ('queued', 'running')",
        datasetId,
      ) !== undefined
    );
  }
}

const columns = `id, name, dataset_id, dataset_name, preset, state, config, engine, nimg, training_seconds,
  checkpoint_nimg, checkpoint_at, error, provenance, step_mode, step_mode_reason, schedule,
  run_group, engine_settings, engine_uses, place, created_at, updated_at`;

const parsed = (json: string | null): unknown => (json === null ? undefined : JSON.parse(json));
const toJson = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));

const Row = z
  .object({
    id: z.string(),
    name: z.string(),
    dataset_id: z.string(),
    dataset_name: z.string(),
    preset: z.string(),
    state: z.string(),
    config: z.string(),
    engine: z.string().nullable(),
    nimg: z.number(),
    training_seconds: z.number(),
    checkpoint_nimg: z.number().nullable(),
    checkpoint_at: z.string().nullable(),
    error: z.string().nullable(),
    provenance: z.string().nullable(),
    step_mode: z.string().nullable(),
    step_mode_reason: z.string().nullable(),
    schedule: z.string().nullable(),
    run_group: z.string().nullable(),
    engine_settings: z.string().nullable(),
    engine_uses: z.string().nullable(),
    place: z.string().nullable(),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .transform((row): unknown => ({
    id: row.id,
    name: row.name,
    datasetId: row.dataset_id,
    datasetName: row.dataset_name,
    preset: row.preset,
    state: row.state,
    config: JSON.parse(row.config),
    engine: row.engine ?? undefined,
    nimg: row.nimg,
    trainingSeconds: row.training_seconds,
    checkpointNimg: row.checkpoint_nimg ?? undefined,
    checkpointAt: row.checkpoint_at ?? undefined,
    error: parsed(row.error),
    provenance: parsed(row.provenance),
    stepMode: row.step_mode ?? undefined,
    stepModeReason: row.step_mode_reason ?? undefined,
    schedule: parsed(row.schedule),
    group: parsed(row.run_group),
    engineSettings: row.engine_settings ?? undefined,
    engineUses: parsed(row.engine_uses),
    place: parsed(row.place),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }))
  .pipe(Run);
