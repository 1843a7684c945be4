import { Dataset } from '../../main/contract/datasets/datasets.ts';
import { Face } from '../../main/contract/faces/faces.ts';
import { PresetSummary, Run } from '../../main/contract/runs/runs.ts';
import { configOf } from './config-of.ts';

/** A moment of these examples. */
const moment = '2026-01-01T12:00:00.000Z';

/** A dataset of 400 faces, with what a test wants otherwise. */
export const exampleDataset = (changes: Partial<Record<keyof Dataset, unknown>> = {}): Dataset =>
  Dataset.parse({
    id: 'portraits-1',
    name: 'Portraits',
    imageCount: 400,
    itemCount: 400,
    heldOutCount: 20,
    size: 128,
    faces: 'align',
    channels: 3,
    quarantinedCount: 0,
    sources: ['/photos'],
    sizeBytes: 1_000_000,
    createdAt: moment,
    ...changes,
  });

/** A run that has finished, with what a test wants otherwise. */
export const exampleRun = (changes: Partial<Record<keyof Run, unknown>> = {}): Run =>
  Run.parse({
    id: 'run-1',
    name: 'Portraits · draft-32',
    datasetId: 'portraits-1',
    datasetName: 'Portraits',
    preset: 'draft-32',
    state: 'finished',
    config: configOf(),
    nimg: 10_000,
    trainingSeconds: 60,
    createdAt: moment,
    updatedAt: moment,
    ...changes,
  });

/** A face of 32 pixels, with what a test wants otherwise. */
export const exampleFace = (changes: Partial<Record<keyof Face, unknown>> = {}): Face =>
  Face.parse({
    id: 'face-1',
    from: { kind: 'model', id: 'model-1' },
    fromName: 'Portraits',
    nimg: 10_000,
    seed: 1,
    index: 0,
    size: 32,
    saved: false,
    tags: [],
    note: '',
    createdAt: moment,
    ...changes,
  });

/** A preset that reaches rough faces after 15 kimg, with what a test wants otherwise. */
export const examplePreset = (changes: Partial<Record<keyof PresetSummary, unknown>> = {}): PresetSummary =>
  PresetSummary.parse({
    id: 'draft-32',
    title: 'Draft',
    summary: 'Recognisable faces within minutes.',
    resolution: 32,
    sides: [32, 64],
    channels: 'auto',
    parametersMillions: 0.4,
    reaches: { roughKimg: 15, goodKimg: 150 },
    ...changes,
  });
