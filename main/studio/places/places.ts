import { access } from 'node:fs/promises';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { PlaceId } from '../../contract/ids.ts';
import { Place, type PlaceChoices, type PlaceFinding } from '../../contract/places/places.ts';
import type { SystemEvent } from '../../contract/system/system.ts';
import { JobName, sharedPaths } from '../../job-folder/job-paths.ts';
import type { EventBus } from '../base/events.ts';
import { newId } from '../base/new-id.ts';
import type { Db } from '../library/db.ts';
import { checkFolder } from './check-folder.ts';
import { kindOf } from './kinds/index.ts';

/** Places to train besides this computer, kept in the library. */
export class Places {
  readonly #db: Db;
  readonly #events: EventBus<SystemEvent>;

  constructor(db: Db, events: EventBus<SystemEvent>) {
    this.#db = db;
    this.#events = events;
  }

  list(): Place[] {
    return this.#db.all(Row, 'SELECT id, choices FROM places ORDER BY id');
  }

  /** Throws PLACE_NOT_FOUND. */
  get(id: PlaceId): Place {
    const place = this.find(id);
    if (place !== undefined) return place;
    throw new StudioError('PLACE_NOT_FOUND', `There is no place "${id}".`, {
      next: 'Choose one of the list of places, or add it.',
      subject: id,
    });
  }

  find(id: PlaceId): Place | undefined {
    return this.#db.get(Row, 'SELECT id, choices FROM places WHERE id = ?', id);
  }

  add(choices: PlaceChoices): Place {
    this.#assertNameFree(choices.name);
    const id = PlaceId.parse(newId(choices.name));
    this.#db.run('INSERT INTO places (id, choices) VALUES (?, ?)', id, JSON.stringify(choices));
    this.#events.publish({ type: 'places.changed' });
    return this.get(id);
  }

  /**
   * Throws RUN_STATE while runs are there, or on their way, or have left something there: they have their folders where the
   * place says now.
   */
  async change(id: PlaceId, choices: PlaceChoices): Promise<Place> {
    const { kind, folder } = this.get(id);
    if (choices.folder !== folder) await this.#assertTidied(id);
    if (choices.kind !== kind) {
      throw new StudioError('INVALID_INPUT', `A place of the kind "${kind}" stays one.`, {
        next: 'Add another place.',
        subject: id,
      });
    }
    this.#assertNameFree(choices.name, id);
    this.#assertEmpty(id);
    this.#db.transaction(() => {
      this.#db.run('UPDATE places SET choices = ? WHERE id = ?', JSON.stringify(choices), id);
      // Runs that were there show what it is called now.
      this.#db.run(
        "UPDATE runs SET place = json_set(place, '$.name', ?) WHERE json_extract(place, '$.id') = ?",
        choices.name,
        id,
      );
    });
    this.#events.publish({ type: 'places.changed' });
    return this.get(id);
  }

  /** Throws RUN_STATE while runs are there, or on their way, or have left something there. */
  async remove(id: PlaceId): Promise<void> {
    await this.#assertTidied(id);
    this.#assertEmpty(id);
    this.#db.transaction(() => {
      this.#db.run('DELETE FROM ended_jobs WHERE place_id = ?', id);
      this.#db.run('DELETE FROM places WHERE id = ?', id);
    });
    this.#events.publish({ type: 'places.changed' });
  }

  #assertNameFree(name: string, except?: PlaceId): void {
    if (!this.list().some((place) => place.name === name && place.id !== except)) return;
    throw new StudioError('NAME_TAKEN', `There is a place "${name}" already.`, {
      next: 'Give it another name, or remove the other one.',
      subject: name,
    });
  }

  #assertEmpty(id: PlaceId): void {
    const { name } = this.get(id);
    const run =
      this.#db.get(RunRow, 'SELECT run_id AS id FROM run_jobs WHERE place_id = ?', id) ??
      // It is being sent: only runs of this computer wait without a place.
      this.#db.get(
        RunRow,
        "SELECT id FROM runs WHERE state = 'queued' AND json_extract(place, '$.id') = ?",
        id,
      );
    if (run !== undefined) {
      throw new StudioError('RUN_STATE', `A run is at "${name}".`, {
        next: 'Pause or stop it first.',
        subject: run.id,
      });
    }
  }

  /** A share that is away is not waited for: it may never come back, or be mounted elsewhere. */
  async #assertTidied(id: PlaceId): Promise<void> {
    const { name, folder } = this.get(id);
    for (const job of this.#db.all(EndedRow, 'SELECT name FROM ended_jobs WHERE place_id = ?', id)) {
      const left = sharedPaths(folder).job(job.name);
      if (!(await isThere(left))) continue;
      throw new StudioError('RUN_STATE', `The job folder of a run that has ended is still at "${name}".`, {
        next: 'Close what uses that folder and open Faceloom again, which removes it; or remove it by hand.',
        subject: left,
      });
    }
  }

  /** Tries all that a run needs there; the shared folder first, without which nothing else can be tried. */
  async check(id: PlaceId): Promise<PlaceFinding[]> {
    const place = this.get(id);
    const folder = await checkFolder(place.folder);
    return folder.isOk ? [folder, ...(await kindOf(place).check(place))] : [folder];
  }
}

const Row = z
  .object({ id: z.string(), choices: z.string() })
  .transform(({ id, choices }): unknown => ({ ...JSON.parse(choices), id }))
  .pipe(Place);
const EndedRow = z.object({ name: JobName });
const RunRow = z.object({ id: z.string() });

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
