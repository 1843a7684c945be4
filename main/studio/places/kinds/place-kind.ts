import type { Place, PlaceFinding, PlaceKindName } from '../../../contract/places/places.ts';
import type { JobName } from '../../../job-folder/job-paths.ts';

/** A job as it is handed over. */
export interface HandedJob {
  name: JobName;
  /** Its folder, as this computer sees it. */
  folder: string;
}

/** How a job stands with the scheduler of its place. */
export interface Scheduled {
  /** `gone`: the scheduler will do no more about it. */
  state: 'waiting' | 'running' | 'gone';
  /** In the scheduler's own words. */
  reason?: string;
  startsAt?: string;
}

/** What is done with places of one kind. */
export interface PlaceKind<P extends Place = Place> {
  /** Tries what jobs need besides the shared folder. */
  check(place: P): Promise<PlaceFinding[]>;
  /**
   * Hands jobs over that belong together and have so many processes each; gives what the scheduler calls each of them, in
   * their order.
   */
  submit(place: P, jobs: readonly HandedJob[], ranks: number): Promise<(string | undefined)[]>;
  /** How jobs stand, in one call; one that the scheduler does not know is not in the answer. */
  look(place: P, scheduled: readonly string[]): Promise<ReadonlyMap<string, Scheduled>>;
  /** Takes a job out, whether it waits or runs. */
  cancel(place: P, scheduled: string): Promise<void>;
  /** Takes back all jobs of one `submit`. */
  withdraw(place: P, scheduled: readonly string[]): Promise<void>;
  /** What is said of a job that waits, where the scheduler says nothing. */
  waiting(place: P, job: HandedJob): string;
}

export type PlaceKinds = { readonly [K in PlaceKindName]: PlaceKind<Extract<Place, { kind: K }>> };
