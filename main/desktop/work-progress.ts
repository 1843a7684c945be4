import type { BrowserWindow } from 'electron';
import type { Job } from '../contract/system/jobs.ts';

/**
 * What the taskbar or the dock shows of work: the share that is done of the training or, without one, of the longest
 * other work; above 1 where the end is not known; below 0 for none. These are the values of `setProgressBar`
 * (electronjs.org/docs/api/browser-window), which shows nothing on desktops that cannot.
 */
export class WorkProgress {
  readonly #isTraining: () => boolean;
  readonly #running = new Map<string, Job>();
  #window: Pick<BrowserWindow, 'setProgressBar'> | undefined;
  #shown = -1;

  constructor(isTraining: () => boolean) {
    this.#isTraining = isTraining;
  }

  /** Takes a job's newest snapshot. */
  update(job: Job): void {
    if (job.state === 'running') this.#running.set(job.id, job);
    else this.#running.delete(job.id);
    this.#show();
  }

  /** From now on it is shown on this window; undefined when that has closed. */
  showOn(window: Pick<BrowserWindow, 'setProgressBar'> | undefined): void {
    this.#window = window;
    this.#shown = -1;
    this.#show();
  }

  /** The system is told only of changes that can be seen. */
  #show(): void {
    const fraction = Math.round(this.fraction * 200) / 200;
    if (this.#window === undefined || fraction === this.#shown) return;
    this.#shown = fraction;
    this.#window.setProgressBar(fraction);
  }

  get fraction(): number {
    const jobs = [...this.#running.values()];
    const shown = this.#trained(jobs) ?? jobs.find(({ kind }) => kind !== 'train');
    if (shown === undefined) return -1;
    const { done, total, unit } = shown.progress ?? { done: 0 };
    // What comes before the first step, such as the proof of an engine, is not a part of the run's length.
    if (shown.kind === 'train' && unit !== 'kimg') return 2;
    return total === undefined || total === 0 ? 2 : Math.min(1, done / total);
  }

  /** Runs that wait for their turn are jobs too; their progress names no rate, since they make none. */
  #trained(jobs: readonly Job[]): Job | undefined {
    if (!this.#isTraining()) return undefined;
    const trainings = jobs.filter(({ kind }) => kind === 'train');
    return trainings.find(({ progress }) => progress?.rate !== undefined) ?? trainings[0];
  }
}
