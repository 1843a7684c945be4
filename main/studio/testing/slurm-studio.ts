import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, vi } from 'vitest';
import type { DatasetId, RunId } from '../../contract/ids.ts';
import type { Place, PlaceChoices } from '../../contract/places/places.ts';
import type { StartRunChoices } from '../../contract/runs/runs.ts';
import { type JobState, readJobState } from '../../job-folder/job-state.ts';
import { type SlurmCluster, startSlurm } from '../places/testing/slurm-cluster.ts';
import type { DrawnLibrary } from './drawn-library.ts';
import { openTestStudio, type TestStudio } from './open-test-studio.ts';
import { scriptedCompute } from './scripted-compute.ts';

/** How long a test waits for what a busy machine takes its time for. */
export const patience = { timeout: 300_000, interval: 200 };

/** A studio and a real Slurm on loopback, whose jobs run real workers with real compute processes. */
export class SlurmStudio {
  readonly cluster: SlurmCluster;
  readonly #folder: string;
  readonly #undo: AsyncDisposableStack;
  #studio: TestStudio;
  readonly #datasetId: DatasetId;
  readonly #place: Place;

  private constructor({ folder, cluster, undo }: Ground, studio: TestStudio, rest: [DatasetId, Place]) {
    this.#folder = folder;
    this.cluster = cluster;
    this.#undo = undo;
    this.#studio = studio;
    [this.#datasetId, this.#place] = rest;
  }

  static async open(drawn: DrawnLibrary): Promise<SlurmStudio> {
    // Undone from the last to the first, each whether or not another one fails; here, where not all can be opened.
    await using undo = new AsyncDisposableStack();
    const folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
    undo.defer(() => rmSync(folder, { recursive: true, force: true }));
    mkdirSync(join(folder, 'shared'));
    const cluster = await startSlurm(join(folder, 'slurm'), 2);
    undo.defer(() => cluster.stop());
    undo.defer(() => void cluster.run('scancel', '--user=root'));
    vi.stubEnv('SLURM_CONF', cluster.environment.SLURM_CONF);
    undo.defer(() => void vi.unstubAllEnvs());
    await using opened = new AsyncDisposableStack();
    const id = drawn.copyTo(join(folder, 'library'));
    const studio = opened.use(await openOn(folder));
    const place = await studio.client.places.add(placeIn(folder));
    opened.move();
    return new SlurmStudio({ folder, cluster, undo: undo.move() }, studio, [id, place]);
  }

  get client() {
    return this.#studio.client;
  }

  get place(): Place {
    return this.#place;
  }

  /** What its place was made from, changed. */
  placeChoices(more: object): PlaceChoices {
    return { ...placeIn(this.#folder), ...more };
  }

  /** Closes the studio and opens it again; Slurm goes on. */
  async reopen(): Promise<void> {
    await this.#studio[Symbol.asyncDispose]();
    this.#studio = await openOn(this.#folder);
  }

  async close(): Promise<void> {
    try {
      await this.#studio[Symbol.asyncDispose]();
    } finally {
      await this.#undo.disposeAsync();
    }
  }

  /** A small run at the place. */
  choices(more: Partial<StartRunChoices> = {}): StartRunChoices {
    return {
      ...{ datasetId: this.#datasetId, place: this.#place.id, preset: 'draft-32' },
      ...{ width: 4, engine: 'wasm', mode: 'eager' },
      hyperParameters: { batchSize: 8, tickKimg: 0.16, gridRows: 2, gridColumns: 2 },
      ...more,
    };
  }

  run(id: RunId) {
    return this.client.runs.get({ id });
  }

  /** Resolves when the run has shown so many images. */
  reached(id: RunId, nimg: number) {
    return vi.waitFor(async () => {
      const run = await this.run(id);
      if (run.error !== undefined) throw new Error(run.error.message);
      expect(run.nimg).toBeGreaterThanOrEqual(nimg);
    }, patience);
  }

  /** Resolves when the timeline of the run says so. */
  told(id: RunId, words: string) {
    return vi.waitFor(async () => {
      const { timeline } = await this.client.runs.history({ id });
      expect(timeline.map(({ sentence }) => sentence)).toContainEqual(expect.stringContaining(words));
    }, patience);
  }

  /** Images shown at each step that the library has. */
  async stepsOf(id: RunId): Promise<number[]> {
    const { points } = await this.client.runs.series({ id, maxPoints: 20_000 });
    return points.map(({ nimg }) => nimg);
  }

  /** What a run has that was never disturbed. */
  everyStep(last: number): number[] {
    return Array.from({ length: last / 8 }, (_, i) => (i + 1) * 8);
  }

  /** What Slurm calls the job of a run. */
  async scheduledAs(id: RunId): Promise<string> {
    return (await this.run(id)).whereabouts?.scheduledAs ?? '';
  }

  jobFolders(): string[] {
    const jobs = join(this.#folder, 'shared', 'jobs');
    return readdirSync(jobs).map((name) => join(jobs, name));
  }

  /** What the worker of the only job says of itself. */
  async worker(): Promise<JobState | undefined> {
    const [job = ''] = this.jobFolders();
    return readJobState(job);
  }

  /**
   * Slurm lets a job that is queued again wait for two minutes; this one waits for two seconds. A node refuses one that is
   * started in the same second in which it ended it: "Job credential revoked", and the job has failed.
   */
  async startSoon(scheduledAs: string): Promise<void> {
    await vi.waitFor(() => {
      const state = this.cluster.run('squeue', '--noheader', '--format=%T', `--jobs=${scheduledAs}`);
      expect(state.trim()).toBe('PENDING');
    }, patience);
    this.cluster.run('scontrol', 'update', `JobId=${scheduledAs}`, 'StartTime=now+2');
  }

  /** Resolves when Slurm has no job any more. */
  async empty(): Promise<void> {
    await vi.waitFor(() => expect(this.cluster.run('squeue', '--noheader')).toBe(''), patience);
  }
}

/** What its studio stands on, and what takes that away again. */
interface Ground {
  folder: string;
  cluster: SlurmCluster;
  undo: AsyncDisposableStack;
}

const openOn = (folder: string) =>
  openTestStudio({
    libraryDir: join(folder, 'library'),
    launchCompute: scriptedCompute,
    pace: { pollMs: 100, queueMs: 1000, silentMs: 15_000 },
  });

const placeIn = (folder: string): PlaceChoices => ({
  kind: 'slurm',
  name: 'Cluster',
  folder: join(folder, 'shared'),
  program: dirname(dirname(dirname(import.meta.dirname))),
  ...{ cores: 1, gpus: 0, ranks: 1, atOnce: 2, hours: 0.5 },
});
