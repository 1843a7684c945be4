import { availableParallelism } from 'node:os';
import type { ColourMode } from '../../contract/datasets.ts';
import { StudioError } from '../../contract/errors.ts';
import type { JobResult, QuarantinedFile } from '../../contract/jobs.ts';
import type { JobContext } from '../jobs/jobs.ts';
import { ProgressMeter } from '../jobs/progress-meter.ts';
import type { Library } from '../library/library.ts';
import { DatasetBuilder, type OpenImage } from './dataset-builder.ts';
import type { DatasetStore } from './dataset-store.ts';
import { mapInOrder } from './in-order.ts';
import { type PreparedImage, prepareImage, UnusableFile } from './prepare.ts';
import { type FoundFile, scanSources } from './scan.ts';

export interface ImportOptions {
  name: string;
  /** Folders and files to read. */
  paths: string[];
  /** What the user calls them; differs from `paths` after an upload. */
  sources: string[];
  size: number;
  colour: ColourMode;
  /** Only tests set it. */
  openImage?: OpenImage;
}

type Outcome = { file: FoundFile; image: PreparedImage } | { file: FoundFile; reason: string };

/** Imports folders and files as a new dataset; every file seen is imported, quarantined with a reason, or ignored. */
export async function importFolders(
  library: Library,
  store: DatasetStore,
  options: ImportOptions,
  { signal, report }: JobContext,
): Promise<Extract<JobResult, { kind: 'import' }>> {
  report({ done: 0, unit: 'pictures', note: 'Looking for pictures' });
  const { files, ignored, unreadable } = await scanSources(options.paths, signal);
  if (files.length === 0) throw noImages(options, ignored.length, unreadable);

  const quarantined: QuarantinedFile[] = [...unreadable];
  const builder = await DatasetBuilder.create(library, store, options);
  try {
    const meter = new ProgressMeter('pictures');
    let done = 0;
    // One more than the cores, so that a decoder never waits for the disk.
    const outcomes = mapInOrder(files, availableParallelism() + 1, signal, (file) =>
      prepare(file, options.size),
    );
    for await (const outcome of outcomes) {
      if ('image' in outcome) await builder.add(outcome.image, outcome.file.name);
      else quarantined.push({ file: outcome.file.name, reason: outcome.reason });
      done += 1;
      report(meter.read(done, files.length));
    }
    signal.throwIfAborted();
    if (builder.imageCount === 0) throw noImages(options, ignored.length, quarantined);
    const dataset = await builder.finish(options.sources, options.colour, quarantined);
    return { kind: 'import', datasetId: dataset.id, imported: dataset.imageCount, quarantined };
  } catch (error) {
    await builder.discard();
    throw error;
  }
}

async function prepare(file: FoundFile, size: number): Promise<Outcome> {
  try {
    return { file, image: await prepareImage(file.path, size) };
  } catch (error) {
    if (error instanceof UnusableFile) return { file, reason: error.message };
    throw error;
  }
}

function noImages(options: ImportOptions, ignoredCount: number, quarantined: QuarantinedFile[]): StudioError {
  const example = quarantined[0];
  const why =
    example !== undefined
      ? `none of the ${quarantined.length} files could be used; the first, ${example.file}: ${example.reason}`
      : ignoredCount > 0
        ? `the ${ignoredCount} files found are not pictures`
        : 'the folder is empty';
  return new StudioError('NO_IMAGES', `No usable pictures: ${why}.`, {
    next: 'Choose a folder with JPEG, PNG, WebP, AVIF, GIF or TIFF pictures.',
    subject: options.sources.join(', '),
  });
}
