import { access, rm } from 'node:fs/promises';
import type { Place } from '../../../contract/places/places.ts';
import { sharedPaths } from '../../../job-folder/job-paths.ts';
import { workerDone } from '../../../job-folder/job-state.ts';
import { removeUnusedPixels } from '../../../job-folder/unused-pixels.ts';
import type { Logger } from '../../base/log.ts';
import type { Places } from '../../places/places.ts';
import type { EndedJob, RunJobStore } from './run-job-store.ts';

export interface EndedJobsOptions {
  runJobs: Pick<RunJobStore, 'ended' | 'tidied'>;
  places: Pick<Places, 'get' | 'list'>;
  log: Pick<Logger, 'warn'>;
  pace: { pollMs: number; silentMs: number };
}

/**
 * Removes the folders of jobs whose contents are in the library. A file that its worker or its scheduler still holds open
 * can keep a folder from being removed: that is tried again when the studio is next opened.
 */
export class EndedJobs {
  readonly #options: EndedJobsOptions;

  constructor(options: EndedJobsOptions) {
    this.#options = options;
  }

  /** Removes what is left of earlier jobs. */
  async tidyAll(signal: AbortSignal): Promise<void> {
    const { runJobs, places } = this.#options;
    // Read at once: the library may be closed meanwhile.
    const all = places.list();
    await Promise.all(runJobs.ended().map((job) => this.tidy(job, signal)));
    for (const place of all) if (!signal.aborted) await this.#tidyPixels(place);
  }

  /** Never throws: the run has ended well, whatever becomes of the folder. */
  async tidy({ name, placeId }: EndedJob, signal: AbortSignal): Promise<void> {
    const { runJobs, places, log } = this.#options;
    try {
      const place = places.get(placeId);
      const shared = sharedPaths(place.folder);
      const folder = shared.job(name);
      // A share that is away shows no folder either.
      await access(shared.jobs);
      await workerDone(folder, this.#options.pace, signal);
      await rm(folder, { recursive: true, force: true, maxRetries: 4, retryDelay: 100 });
      runJobs.tidied(name);
      await this.#tidyPixels(place);
    } catch (error) {
      if (!signal.aborted) log.warn('a job folder could not be removed yet', { job: name, error });
    }
  }

  /** Never throws: what cannot be removed now is tried again. */
  async #tidyPixels({ id, folder }: Place): Promise<void> {
    try {
      await removeUnusedPixels(folder);
    } catch (error) {
      this.#options.log.warn('unused pictures of a place could not be removed yet', { place: id, error });
    }
  }
}
