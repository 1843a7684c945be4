import { availableParallelism } from 'node:os';
import type { FacesMode } from '../../../contract/datasets/datasets.ts';
import { StudioError } from '../../../contract/errors.ts';
import type { JobResult } from '../../../contract/system/jobs.ts';
import { mapInOrder } from '../../base/in-order.ts';
import type { Logger } from '../../base/log.ts';
import type { FacePool } from '../../compute-process/face-pool.ts';
import type { JobContext } from '../../jobs/jobs.ts';
import { ProgressMeter } from '../../jobs/progress-meter.ts';
import type { Library } from '../../library/library.ts';
import type { Doctor } from '../diagnosis/doctor.ts';
import { listSources } from '../sources/list-sources.ts';
import type { Listing, Source } from '../sources/source.ts';
import { sourceGone } from '../sources/source-place.ts';
import { UnreadableFile } from '../sources/unusable-file.ts';
import type { DatasetStores } from '../store/index.ts';
import { chooseFaces } from './choose-faces.ts';
import type { Draft } from './draft.ts';
import { finishDraft } from './finish-draft.ts';
import { reportListing } from './listing-progress.ts';
import { prepareSource } from './prepare-source.ts';
import { SourceGuard } from './source-guard.ts';

export interface ImportDeps {
  library: Library;
  stores: DatasetStores;
  doctor: Doctor;
  log: Logger;
  /** Starts the face finder's processes; the import closes them. */
  openPool(): FacePool;
}

/**
 * Works on a draft until it is part of its dataset: every file seen is imported, set aside with a reason, or ignored.
 * A draft that is left, by a cancel or a failure, can be worked on again.
 */
export async function runImport(
  deps: ImportDeps,
  draft: Draft,
  { signal, report }: JobContext,
): Promise<Extract<JobResult, { kind: 'import' }>> {
  const { stores, doctor } = deps;
  report({ done: draft.doneCount, unit: 'pictures', note: 'Looking for pictures' });
  const listing = await listSources(draft.plan.paths, signal, reportListing(report));
  assertNotEmptied(draft, listing.seen);
  draft.setTotal(listing.total);
  const guard = new SourceGuard(listing.places);
  const notices: string[] = [];
  signal.throwIfAborted();
  const pool = mayNeedPool(draft) && listing.total > 0 ? deps.openPool() : undefined;
  // A face finder that only starts, or looks at a picture, may take minutes on a busy machine: a cancel ends it at once.
  const closePool = () => pool?.close();
  signal.addEventListener('abort', closePool, { once: true });
  try {
    const faces = await settleFaces(deps, { draft, listing, pool, guard, notices, signal, report });
    const knownHashes = draft.plan.isNew ? undefined : stores.items.sourceHashes(draft.plan.datasetId);
    const meter = new ProgressMeter('pictures', draft.doneCount);
    const concurrency = availableParallelism() + 1 + (faces === 'align' ? (pool?.size ?? 0) : 0);
    const prepared = mapInOrder(remaining(listing, draft, signal), concurrency, signal, (source) =>
      prepareSource(source, {
        faces,
        size: draft.plan.size,
        pool,
        isKnown: (hash) => knownHashes?.has(hash) ?? false,
      }),
    );
    for await (const file of prepared) {
      for (const done of await guard.pass(file)) await draft.add(done);
      report(meter.read(draft.doneCount, listing.total));
    }
    for (const done of guard.end()) await draft.add(done);
    signal.throwIfAborted();
    // The last step is made as a whole.
    signal.removeEventListener('abort', closePool);
    report({ done: listing.total, total: listing.total, unit: 'pictures', note: 'Comparing the pictures' });
    const dataset = await finishDraft(deps, draft, listing, faces === 'align' ? pool : undefined);
    const { findings, verdict, facesPerFile } = doctor.diagnosis(dataset.id);
    const told = [...notices, ...(pool?.notices ?? [])];
    return {
      kind: 'import',
      datasetId: dataset.id,
      faces: dataset.faces,
      imported: dataset.imageCount,
      quarantined: stores.setAside
        .list(dataset.id)
        .map(({ file }) => ({ file: file.file, reason: file.reason })),
      files: doctor.fileCounts(dataset.id),
      ignored: doctor.ignored(dataset.id),
      ...(told.length === 0 ? {} : { notices: told }),
      ...(facesPerFile === undefined ? {} : { facesPerFile }),
      findings,
      verdict,
    };
  } finally {
    signal.removeEventListener('abort', closePool);
    draft.close();
    closePool();
  }
}

const mayNeedPool = ({ plan }: Draft) => plan.faces === 'align' || plan.faces === 'auto';

async function* remaining(listing: Listing, draft: Draft, signal: AbortSignal): AsyncGenerator<Source, void> {
  try {
    for await (const source of listing.open(signal)) if (!draft.passOver(source)) yield source;
  } catch (error) {
    // An archive that is read from start to end can no longer be read.
    throw error instanceof UnreadableFile ? sourceGone(error.path, error) : error;
  }
}

/** A path that held files when the import began and holds none now: its disk is not there, or was emptied. */
function assertNotEmptied(draft: Draft, seen: readonly number[]): void {
  const before = draft.setSeen(seen);
  const emptied = draft.plan.paths.find((_, i) => before[i] > 0 && seen[i] === 0);
  if (emptied !== undefined) throw sourceGone(emptied);
}

interface Settling extends JobContext {
  draft: Draft;
  listing: Listing;
  pool: FacePool | undefined;
  guard: SourceGuard;
  /** What people are to know afterwards. */
  notices: string[];
}

/** Turns `auto` into a mode, once for the whole import. Without a face finder the middle of each picture is taken. */
async function settleFaces(
  { log }: ImportDeps,
  { draft, listing, pool, guard, notices, signal, report }: Settling,
): Promise<FacesMode> {
  const { faces } = draft.plan;
  if (faces !== 'auto') return faces;
  let chosen: FacesMode = 'centre';
  if (pool !== undefined) {
    report({
      done: 0,
      total: listing.total,
      unit: 'pictures',
      note: 'Checking whether these are photos of faces',
    });
    try {
      chosen = await chooseFaces(listing, pool, guard, signal);
    } catch (error) {
      if (!(error instanceof StudioError) || error.code !== 'ENGINE_UNAVAILABLE') throw error;
      log.warn('no face finder: centre crop', { reason: error.message });
      notices.push(`The middle of each picture was taken. ${error.message}`);
    }
  }
  draft.setFaces(chosen);
  return chosen;
}
