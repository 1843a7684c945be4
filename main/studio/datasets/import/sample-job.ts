import { DatasetId } from '../../../contract/ids.ts';
import type { JobResult } from '../../../contract/system/jobs.ts';
import { sha256 } from '../../../protocol/sha256.ts';
import { paintSampleFaces } from '../../../sample-faces/paint-sample-faces.ts';
import { newId } from '../../base/new-id.ts';
import type { JobContext } from '../../jobs/jobs.ts';
import { ProgressMeter } from '../../jobs/progress-meter.ts';
import { Draft } from './draft.ts';
import { type DraftTarget, finishDraft } from './finish-draft.ts';
import { prepareSource } from './prepare-source.ts';

/** Draws the sample faces into a new dataset. */
export async function importSampleFaces(
  target: DraftTarget,
  { name, count }: { name: string; count: number },
  { signal, report }: JobContext,
): Promise<Extract<JobResult, { kind: 'import' }>> {
  const draft = await Draft.create(target.library, {
    datasetId: DatasetId.parse(newId(name)),
    isNew: true,
    name,
    paths: [],
    sources: ['Drawn by Faceloom'],
    size: sampleSize,
    colour: 'colour',
    faces: 'as-is',
  });
  try {
    const meter = new ProgressMeter('faces');
    const faces = paintSampleFaces({ count, size: sampleSize, seed: sampleSeed, signal });
    for await (const { name: file, png } of faces) {
      const stamp = sha256(png);
      const source = { name: file, stamp, read: async () => ({ kind: 'encoded', bytes: png }) as const };
      const options = { faces: 'as-is', size: sampleSize, pool: undefined, isKnown: () => false } as const;
      await draft.add(await prepareSource(source, options));
      report(meter.read(draft.doneCount, count));
    }
    const dataset = await finishDraft(target, draft, { ignored: [], unusable: [] }, undefined);
    const { findings, verdict } = target.doctor.diagnosis(dataset.id);
    return {
      kind: 'import',
      datasetId: dataset.id,
      faces: dataset.faces,
      imported: dataset.imageCount,
      quarantined: [],
      files: target.doctor.fileCounts(dataset.id),
      ignored: [],
      findings,
      verdict,
    };
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

/** Pixels a side, and the seed that makes the sample faces the same everywhere. */
const sampleSize = 128;
const sampleSeed = 42;
