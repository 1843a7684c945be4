import { join } from 'node:path';
import { StudioError } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { Checkpoint, Run, RunDiskUse } from '../../../contract/runs/runs.ts';
import { namesIn } from '../../../disk/if-there.ts';
import { type CheckpointState, generatorFile } from '../../../protocol/checkpoint-files.ts';
import type { Logger } from '../../base/log.ts';
import type { Library } from '../../library/library.ts';
import type { SettingsStore } from '../../library/settings.ts';
import type { RunFeed } from '../run-feed.ts';
import { CheckpointMarks } from '../store/checkpoint-marks.ts';
import { CheckedCheckpoint } from './checked-checkpoint.ts';
import {
  type CheckpointSummary,
  checkpointNames,
  type Damage,
  damagedPrefix,
  folderSize,
  listCheckpoints,
  newestWhole,
  removeCheckpoint,
  removeLeftOvers,
  setAside,
  wholeCheckpoint,
} from './checkpoint-folder.ts';
import { bestCheckpoint, checkpointsToDrop } from './checkpoint-policy.ts';

export interface CheckpointsOptions {
  library: Library;
  settings: SettingsStore;
  feed: RunFeed;
  log: Logger;
  /** A checkpoint was scored. */
  onScore(id: RunId, kid: number): void;
}

/** The checkpoints of all runs: which are kept, which a run goes on from, and what they take on disk. */
export class Checkpoints {
  readonly #options: CheckpointsOptions;
  readonly #marks: CheckpointMarks;
  readonly #drawnFrom = new CheckedCheckpoint<CheckpointSummary>();

  constructor(options: CheckpointsOptions) {
    this.#options = options;
    this.#marks = new CheckpointMarks(options.library.db);
  }

  /** Newest first. */
  async list(id: RunId): Promise<Checkpoint[]> {
    const marked = await this.#marked(id);
    const best = bestCheckpoint(marked);
    return marked.map((each) => {
      const { name, nimg, sizeBytes, savedAt, isPinned, kid } = each;
      return {
        name,
        nimg,
        sizeBytes,
        savedAt,
        isPinned,
        ...(kid === undefined ? {} : { kid }),
        isBest: each === best,
      };
    });
  }

  /** The checkpoint of that name, or the newest, that faces can be drawn with; throws where there is none. */
  async toDraw(id: RunId, name?: string): Promise<CheckpointSummary> {
    const { paths } = this.#options.library;
    const wanted = name ?? (await checkpointNames(paths, id))[0];
    if (wanted === undefined) throw missing(id);
    return this.#drawnFrom.get(paths.checkpointDir(id, wanted), async () => {
      if (name !== undefined) return wholeCheckpoint(paths, id, name, [generatorFile]);
      const { checkpoint, damaged } = await newestWhole(paths, id, [generatorFile]);
      if (checkpoint !== undefined) return checkpoint;
      throw damaged[0]?.error ?? missing(id);
    });
  }

  /** The checkpoint whose generator has these bytes; undefined when it, or its run, is gone. */
  async withGenerator(id: RunId, hash: string): Promise<CheckpointSummary | undefined> {
    const checkpoints = await listCheckpoints(this.#options.library.paths, id);
    return checkpoints.find(({ files }) => files[generatorFile] === hash);
  }

  /** How far a run has come by its newest checkpoint, whose weights are not looked at; throws where it has lost all. */
  async newest({ id, checkpointNimg }: Run): Promise<Pick<CheckpointState, 'nimg' | 'trainingSeconds'>> {
    const { checkpoint, damaged } = await newestWhole(this.#options.library.paths, id, []);
    return checkpoint ?? startOf(id, damaged, checkpointNimg);
  }

  /**
   * What a run goes on from: its newest whole checkpoint. Damaged ones that are newer are set aside and told of in its
   * timeline. Undefined for a run that was interrupted before it saved any.
   */
  async recover({ id, nimg, checkpointNimg }: Run): Promise<CheckpointSummary | undefined> {
    const { feed, library } = this.#options;
    await removeLeftOvers(library.paths, id);
    const { checkpoint, damaged } = await newestWhole(library.paths, id);
    if (checkpoint === undefined) {
      startOf(id, damaged, checkpointNimg);
      return undefined;
    }
    const action = `It was set aside; the run goes on from ${checkpoint.nimg / 1000} kimg.`;
    for (const { name, error } of damaged) {
      await setAside(library.paths, id, name);
      const sentence = `The checkpoint at ${Number(name) / 1000} kimg is damaged: ${error.message}`;
      feed.record(id, { nimg, kind: 'damaged', sentence, action });
    }
    return checkpoint;
  }

  /** After a checkpoint was saved and read back: drops those that need not be kept. A failure leaves them for later. */
  async tidy(id: RunId, verified: string): Promise<void> {
    const { settings, log, library } = this.#options;
    const { keptCheckpoints: newest, milestoneKimg } = settings.get();
    try {
      for (const { name } of checkpointsToDrop(await this.#marked(id), verified, { newest, milestoneKimg })) {
        await removeCheckpoint(library.paths, id, name);
        this.#marks.forget(id, name);
      }
    } catch (error) {
      log.warn('old checkpoints could not be removed', { id, error });
    }
  }

  async pin(id: RunId, name: string, isPinned: boolean): Promise<void> {
    const { nimg } = await wholeCheckpoint(this.#options.library.paths, id, name, []);
    const was = (await this.#marked(id)).find((each) => each.name === name);
    if (was?.isPinned === isPinned) return;
    const { feed } = this.#options;
    this.#marks.pin(id, name, isPinned);
    const sentence = `The checkpoint at ${nimg / 1000} kimg is ${isPinned ? 'pinned: it is kept' : 'no longer pinned'}.`;
    feed.record(id, { nimg, kind: 'pinned', sentence });
    feed.announce(id);
  }

  /** Notes how good a checkpoint's faces are, by which the best is kept; one that is gone by now is left out. */
  async score(id: RunId, name: string, kid: number): Promise<void> {
    if (!(await this.#marked(id)).some((each) => each.name === name)) return;
    this.#marks.score(id, name, kid);
    this.#options.feed.announce(id);
    this.#options.onScore(id, kid);
  }

  /** Makes a checkpoint, whose files are checked first, the newest of its run; pinned later ones are not deleted. */
  async dropAfter(id: RunId, name: string): Promise<CheckpointSummary> {
    const { paths } = this.#options.library;
    const checkpoint = await wholeCheckpoint(paths, id, name);
    const pinned = (await this.#marked(id)).find(({ nimg, isPinned }) => isPinned && nimg > checkpoint.nimg);
    if (pinned !== undefined) {
      throw new StudioError('RUN_STATE', `The later checkpoint at ${pinned.nimg / 1000} kimg is pinned.`, {
        next: 'Unpin it first; keep it as a model if you want its faces.',
        subject: pinned.name,
      });
    }
    await this.dropLater(id, checkpoint.nimg);
    return checkpoint;
  }

  /** Deletes what was saved after `nimg` images, as the run went back there; pinned ones stay. */
  async dropLater(id: RunId, after: number): Promise<void> {
    // Newest first: whatever is left after a crash half-way is the run as it stood at one moment.
    for (const { name, nimg, isPinned } of await this.#marked(id))
      if (nimg > after && !isPinned) await this.#remove(id, name);
  }

  /**
   * Deletes a checkpoint, or one that was set aside; never the one that the run would go on from, nor the one before it
   * while the run trains: its coach goes back to that when the newest was saved too late.
   */
  async remove({ id, state }: Pick<Run, 'id' | 'state'>, name: string): Promise<void> {
    const { paths } = this.#options.library;
    if (!(await namesIn(paths.checkpointsDir(id))).includes(name)) throw missing(id);
    if (state === 'running' && (await checkpointNames(paths, id))[1] === name) {
      throw new StudioError('RUN_STATE', 'The training may have to go back to this checkpoint.', {
        next: 'Pause the run first, or let it save a newer checkpoint.',
        subject: name,
      });
    }
    const newest = (await newestWhole(paths, id)).checkpoint;
    if (newest === undefined || newest.name === name) {
      throw new StudioError('RUN_STATE', 'The run would go on from this checkpoint.', {
        next: 'Remove the whole run, or let it save a newer checkpoint first.',
        subject: name,
      });
    }
    await this.#remove(id, name);
    this.#options.feed.announce(id);
  }

  async diskUse({ id, name }: Pick<Run, 'id' | 'name'>): Promise<RunDiskUse> {
    const { paths } = this.#options.library;
    const folder = paths.checkpointsDir(id);
    const sizes = await Promise.all(
      (await namesIn(folder)).map(async (each) => ({
        name: each,
        sizeBytes: await folderSize(join(folder, each)),
      })),
    );
    return {
      id,
      name,
      checkpointBytes: sizes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      sampleBytes: await folderSize(paths.samplesDir(id)),
      damaged: sizes.filter((each) => each.name.startsWith(damagedPrefix)),
    };
  }

  async #remove(id: RunId, name: string): Promise<void> {
    await removeCheckpoint(this.#options.library.paths, id, name);
    this.#marks.forget(id, name);
  }

  async #marked(id: RunId) {
    const marks = this.#marks.of(id);
    const found = await listCheckpoints(this.#options.library.paths, id);
    return found.map((each) => ({ isPinned: false, ...each, ...marks.get(each.name) }));
  }
}

/** Where a run stands that has no checkpoint: at its start, unless it had one, which is thrown. */
function startOf(id: RunId, [damage]: readonly Damage[], checkpointNimg: number | undefined) {
  if (damage !== undefined) throw allDamaged(id, damage.error);
  if (checkpointNimg !== undefined) throw missing(id);
  return { nimg: 0, trainingSeconds: 0 };
}

const missing = (id: RunId) =>
  new StudioError('CHECKPOINT_MISSING', 'This run has no checkpoint.', {
    next: 'Let it train a little first, or start a new run.',
    subject: id,
  });

const allDamaged = (id: RunId, first: StudioError) =>
  new StudioError('CHECKPOINT_DAMAGED', `None of this run’s checkpoints can be read. ${first.message}`, {
    next: 'Their files are kept in the run’s folder; start a new run, or restore it from a backup.',
    subject: first.data.subject ?? id,
  });
