import type { z } from 'zod';
import type {
  Face,
  FaceSelection,
  ListFacesInput,
  NoteFaceInput,
  RateFacesInput,
  RateFacesOutput,
  TagCount,
  TagFacesInput,
  TagFacesOutput,
} from '../../contract/faces/faces.ts';
import type { FaceId } from '../../contract/ids.ts';
import type { SystemEvent } from '../../contract/system/system.ts';
import type { EventBus } from '../base/events.ts';
import type { FaceStore } from './face-store.ts';

/** The saved faces: found, and rated, tagged and noted. */
export class Gallery {
  readonly #store: FaceStore;
  readonly #events: EventBus<SystemEvent>;

  constructor(store: FaceStore, events: EventBus<SystemEvent>) {
    this.#store = store;
    this.#events = events;
  }

  list({ offset, limit, ...selection }: z.infer<typeof ListFacesInput>): { faces: Face[]; total: number } {
    return this.#store.list(selection, offset, limit);
  }

  select(selection: FaceSelection): FaceId[] {
    return this.#store.select(selection);
  }

  get(ids: readonly FaceId[]): Face[] {
    return this.#store.getAll(ids);
  }

  tags(): TagCount[] {
    return this.#store.tags();
  }

  rate({ ids, rating }: z.infer<typeof RateFacesInput>): RateFacesOutput {
    this.#store.assertThere(ids);
    const before = this.#store.rate(ids, rating);
    this.#changed();
    return { before };
  }

  tag({ ids, add, remove }: z.infer<typeof TagFacesInput>): TagFacesOutput {
    this.#store.assertThere(ids);
    const undo: TagFacesOutput['undo'] = [
      ...add.map((tag) => ({ ids: this.#store.addTag(ids, tag), add: [], remove: [tag] })),
      ...remove.map((tag) => ({ ids: this.#store.removeTag(ids, tag), add: [tag], remove: [] })),
    ].filter((step) => step.ids.length > 0);
    this.#changed();
    return { undo };
  }

  note({ id, note }: z.infer<typeof NoteFaceInput>): void {
    this.#store.assertThere([id]);
    this.#store.setNote(id, note);
    this.#changed();
  }

  #changed(): void {
    this.#events.publish({ type: 'faces.changed' });
  }
}
