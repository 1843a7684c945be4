import type { JobResult } from '../../contract/jobs.ts';
import type { JobContext } from '../jobs/jobs.ts';
import { ProgressMeter } from '../jobs/progress-meter.ts';
import type { Library } from '../library/library.ts';
import { paintSampleFaces } from '../sample-faces/paint-sample-faces.ts';
import { DatasetBuilder } from './dataset-builder.ts';
import type { DatasetStore } from './dataset-store.ts';

/** Pixels a side, and the seed that makes the sample faces the same everywhere. */
const sampleSize = 128;
const sampleSeed = 42;

/** Draws the sample faces into a new dataset. */
export async function importSampleFaces(
  library: Library,
  store: DatasetStore,
  options: { name: string; count: number },
  { signal, report }: JobContext,
): Promise<Extract<JobResult, { kind: 'import' }>> {
  const builder = await DatasetBuilder.create(library, store, { name: options.name, size: sampleSize });
  try {
    const meter = new ProgressMeter('faces');
    for await (const { name, png } of paintSampleFaces({
      count: options.count,
      size: sampleSize,
      seed: sampleSeed,
      signal,
    })) {
      await builder.add({ png, sourceWidth: sampleSize, sourceHeight: sampleSize, isGrey: false }, name);
      report(meter.read(builder.imageCount, options.count));
    }
    const dataset = await builder.finish(['Drawn by Faceloom'], 'colour', []);
    return { kind: 'import', datasetId: dataset.id, imported: dataset.imageCount, quarantined: [] };
  } catch (error) {
    await builder.discard();
    throw error;
  }
}
