import { StudioError } from '../../contract/errors.ts';
import type { CopyCheck, Face } from '../../contract/faces/faces.ts';
import type { DatasetId, FaceId } from '../../contract/ids.ts';
import type { Channels } from '../../contract/pictures.ts';
import type { Job, JobResult } from '../../contract/system/jobs.ts';
import type { FoundNearest } from '../../protocol/evaluate.ts';
import { runTask } from '../compute-process/task.ts';
import type { Datasets } from '../datasets/datasets.ts';
import { hasFaces } from '../datasets/has-faces.ts';
import type { JobContext } from '../jobs/jobs.ts';
import type { StudioServices } from '../services/studio-services.ts';
import type { FaceStore } from './face-store.ts';

export interface NearCopiesOptions
  extends Pick<StudioServices, 'library' | 'jobs' | 'events' | 'settings' | 'compute'> {
  store: FaceStore;
  datasets: Datasets;
}

/** Faces that are compared with the same pictures at the same size. */
interface Group {
  datasetId: DatasetId;
  setHash: string | undefined;
  size: number;
  channels: Channels;
  faces: Face[];
}

type Result = Extract<JobResult, { kind: 'check-copies' }>;

/** Whether faces are copies of what their generators learned from: looked for as a job, noted with each face. */
export class NearCopies {
  readonly #options: NearCopiesOptions;

  constructor(options: NearCopiesOptions) {
    this.#options = options;
  }

  start(ids: readonly FaceId[]): Job {
    const { store, jobs } = this.#options;
    const faces = store.getAll(ids);
    const title =
      faces.length === 1 ? 'Look for a near-copy' : `Look for near-copies of ${faces.length} faces`;
    return jobs.start({ kind: 'check-copies', title }, (context) => this.#check(faces, context));
  }

  async #check(faces: readonly Face[], context: JobContext): Promise<Result> {
    const { groups, missing } = this.#group(faces);
    const result: Result = { kind: 'check-copies', checked: 0, copies: 0, close: 0, skipped: missing.length };
    if (groups.length === 0) throw nothingToCompare(missing);
    for (const group of groups) {
      const checks = await this.#checkGroup(group, context);
      this.#options.store.setCopyChecks(checks);
      this.#options.events.publish({ type: 'faces.changed' });
      const count = (verdict: CopyCheck['verdict']) =>
        [...checks.values()].filter((check) => check.verdict === verdict).length;
      result.checked += checks.size;
      result.skipped += group.faces.length - checks.size;
      result.copies += count('copy');
      result.close += count('close');
    }
    return result;
  }

  /** Faces whose pictures cannot be read have no check. */
  async #checkGroup(
    { datasetId, setHash, size, channels, faces }: Group,
    context: JobContext,
  ): Promise<Map<FaceId, CopyCheck>> {
    const { library, datasets, settings, compute } = this.#options;
    const note = `Preparing ${size}-pixel copies`;
    using pixels = await datasets.holdPixels(
      datasetId,
      { size, channels, setHash },
      context.signal,
      (done, total) => context.report({ done, total, unit: 'pictures', note }),
    );
    const { engine, threads } = settings.get();
    const { found, looked, heldOut } = await runTask(
      compute,
      {
        type: 'find-copies',
        engine,
        threads,
        files: faces.map(({ id }) => library.paths.faceFile(id)),
        pixelsFile: pixels.file,
        hasFaces: hasFaces(datasets.provenance(datasetId)),
      },
      'found-copies',
      {
        ...context,
        subject: 'The process that compares faces',
        next: 'Try again with fewer faces; if memory ran out, close other programs first.',
      },
    );
    const items = datasets.trainedItems(datasetId, setHash);
    const checkedAt = new Date().toISOString();
    const checkOf = ({ row, ...nearest }: FoundNearest): CopyCheck => ({
      ...nearest,
      datasetId,
      item: items[row],
      looked,
      heldOut,
      checkedAt,
    });
    return new Map(
      faces.flatMap(({ id }, i) => {
        const nearest = found[i];
        return nearest === null ? [] : [[id, checkOf(nearest)]];
      }),
    );
  }

  #group(faces: readonly Face[]): { groups: Group[]; missing: Face[] } {
    const groups = new Map<string, Group>();
    const missing: Face[] = [];
    for (const face of faces) {
      const { size, origin } = face;
      const datasetId = this.#datasetOf(face);
      if (datasetId === undefined || origin === undefined) {
        missing.push(face);
        continue;
      }
      const { setHash, channels } = origin;
      const key = JSON.stringify([datasetId, setHash, size, channels]);
      const group = groups.get(key) ?? { datasetId, setHash, size, channels, faces: [] };
      group.faces.push(face);
      groups.set(key, group);
    }
    return { groups: [...groups.values()], missing };
  }

  /** What its generator learned from, if that is still there. */
  #datasetOf({ origin }: Face): DatasetId | undefined {
    const { datasets } = this.#options;
    if (origin === undefined) return undefined;
    const byId = datasets.list().find(({ id }) => id === origin.datasetId);
    const byVersion = () => (origin.setHash === undefined ? undefined : datasets.ofVersion(origin.setHash));
    return (byId ?? byVersion())?.id;
  }
}

function nothingToCompare([{ origin, fromName }]: readonly Face[]): StudioError {
  if (origin === undefined) {
    return new StudioError('DATASET_NOT_FOUND', `It is not known what “${fromName}” learned from.`, {
      next: 'Draw the faces anew: they then remember it.',
      subject: fromName,
    });
  }
  return new StudioError(
    'DATASET_NOT_FOUND',
    `The dataset “${origin.datasetName}” is no longer in the library.`,
    {
      next: 'Nothing can be compared with its pictures. Import them again, and train on them, to check new faces.',
      subject: origin.datasetName,
    },
  );
}
