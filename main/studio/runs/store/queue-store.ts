import { z } from 'zod';
import { EngineChoice, StepModeChoice } from '../../../contract/engines.ts';
import { RunId } from '../../../contract/ids.ts';
import type { Db } from '../../library/db.ts';

/** What a run may ask for; `auto` is what the settings say. */
export interface EngineAndMode {
  engine: EngineChoice;
  mode: StepModeChoice;
}

const Row = z.object({ run_id: RunId });
const ChoiceRow = z
  .object({ engine: EngineChoice, step_mode: StepModeChoice })
  .transform(({ engine, step_mode: mode }): EngineAndMode => ({ engine, mode }));
const PlaceRow = z.object({ place: z.number().nullable() });
const HeldRow = z.object({ value: z.string() }).transform(({ value }) => value === 'true');
const heldKey = 'queue.isHeld';

/** The order of the runs that wait, kept over restarts. */
export class QueueStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Next first. */
  list(): RunId[] {
    return this.#db.all(Row, 'SELECT run_id FROM run_queue ORDER BY place').map((row) => row.run_id);
  }

  addLast(id: RunId, choice: EngineAndMode): void {
    this.#add(id, choice, (this.#place('max') ?? 0) + 1);
  }

  addFirst(id: RunId, choice: EngineAndMode): void {
    this.#add(id, choice, (this.#place('min') ?? 0) - 1);
  }

  /** Takes a run out of the queue; returns how it is to be trained, or undefined when it is not in it. */
  take(id: RunId): EngineAndMode | undefined {
    const choice = this.#db.get(ChoiceRow, 'SELECT engine, step_mode FROM run_queue WHERE run_id = ?', id);
    this.#db.run('DELETE FROM run_queue WHERE run_id = ?', id);
    return choice;
  }

  /** Puts the runs into this order. */
  reorder(ids: readonly RunId[]): void {
    this.#db.transaction(() => {
      for (const [place, id] of ids.entries())
        this.#db.run('UPDATE run_queue SET place = ? WHERE run_id = ?', place, id);
    });
  }

  get isHeld(): boolean {
    return this.#db.get(HeldRow, 'SELECT value FROM settings WHERE key = ?', heldKey) ?? false;
  }

  hold(isHeld: boolean): void {
    this.#db.run('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)', heldKey, String(isHeld));
  }

  #add(id: RunId, { engine, mode }: EngineAndMode, place: number): void {
    this.#db.run(
      'INSERT INTO run_queue (run_id, place, engine, step_mode) VALUES (?, ?, ?, ?)',
      id,
      place,
      engine,
      mode,
    );
  }

  #place(end: 'min' | 'max'): number | undefined {
    const row = this.#db.get(PlaceRow, `SELECT ${end}(place) AS place FROM run_queue`);
    return row?.place ?? undefined;
  }
}
