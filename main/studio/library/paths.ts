import { join } from 'node:path';
import type { BlindPictureSide } from '../../contract/compare/blind-tests.ts';
import type {
  BlindTestId,
  DatasetId,
  EvaluationId,
  ExportId,
  FaceId,
  ImportId,
  LatentId,
  ModelId,
  RunId,
  SheetId,
  UploadId,
} from '../../contract/ids.ts';
import type { Evaluation } from '../../contract/models/evaluation.ts';
import type { Channels } from '../../contract/pictures.ts';

/** Where everything of a library lies. Ids are checked by their schemas, so no path can leave the folder. */
export const libraryPaths = (dir: string) => ({
  database: join(dir, 'library.sqlite'),
  /** As it was before a newer Faceloom changed it; `version` is the one that it has. */
  databaseBackup: (version: number) => join(dir, `library.version-${version}.sqlite`),
  /** Locked by the studio that has the library open; always empty. */
  lock: join(dir, 'library.lock'),
  /** Says to other computers who that is. */
  owner: join(dir, 'library.owner.json'),
  log: join(dir, 'faceloom.log'),
  datasets: join(dir, 'datasets'),
  datasetDir: (id: DatasetId) => join(dir, 'datasets', id),
  /** One import's pictures; those of libraries from before there were batches lie in the dataset's own folder. */
  datasetBatch: (id: DatasetId, batch: number) =>
    batch === 0 ? join(dir, 'datasets', id) : join(dir, 'datasets', id, `batch-${batch}`),
  /** A batch that is still being made. */
  draftDir: (id: ImportId) => join(dir, 'datasets', `.import-${id}`),
  datasetThumbnail: (id: DatasetId, index: number) =>
    join(dir, 'datasets', id, 'thumbnails', `${index}.webp`),
  /** `version` is the hash of the set; a part of it tells versions apart. */
  pixelsFile: (id: DatasetId, size: number, channels: Channels, version: string) =>
    join(
      dir,
      'datasets',
      id,
      `pixels-${size}-${channels === 1 ? 'grey' : 'colour'}-${version.slice(0, 12)}.u8`,
    ),
  runs: join(dir, 'runs'),
  runDir: (id: RunId) => join(dir, 'runs', id),
  checkpointsDir: (id: RunId) => join(dir, 'runs', id, 'checkpoints'),
  checkpointDir: (id: RunId, name: string) => join(dir, 'runs', id, 'checkpoints', name),
  /** Weights that a run begins with, until it has a checkpoint. */
  startDir: (id: RunId) => join(dir, 'runs', id, 'start'),
  samplesDir: (id: RunId) => join(dir, 'runs', id, 'samples'),
  sampleFile: (id: RunId, name: string) => join(dir, 'runs', id, 'samples', `${name}.png`),
  models: join(dir, 'models'),
  modelDir: (id: ModelId) => join(dir, 'models', id),
  modelFaces: (id: ModelId) => join(dir, 'models', id, 'faces'),
  /** What was measured of a model or a run lies beside it. */
  evaluationsDir: ({ kind, id }: Pick<Evaluation['from'], 'kind' | 'id'>) =>
    join(dir, `${kind}s`, id, 'evaluations'),
  evaluationDir: ({ kind, id }: Pick<Evaluation['from'], 'kind' | 'id'>, evaluation: EvaluationId) =>
    join(dir, `${kind}s`, id, 'evaluations', evaluation),
  gallery: join(dir, 'gallery'),
  /** Generators of runs that drew faces of the gallery, by the hash of their file. */
  keptGenerators: join(dir, 'gallery', 'generators'),
  keptGenerator: (hash: string, type: 'safetensors' | 'json') =>
    join(dir, 'gallery', 'generators', `${hash}.${type}`),
  faceFile: (id: FaceId) => join(dir, 'gallery', `${id}.png`),
  latents: join(dir, 'latents'),
  projectedPhoto: (id: LatentId) => join(dir, 'latents', `${id}.png`),
  uploads: join(dir, 'uploads'),
  uploadDir: (id: UploadId) => join(dir, 'uploads', id),
  exportsDir: ({ kind, id }: { kind: 'model' | 'run'; id: string }) => join(dir, `${kind}s`, id, 'exports'),
  exportFile: (
    { kind, id }: Pick<Evaluation['from'], 'kind' | 'id'>,
    exported: ExportId,
    type: 'json' | 'png',
  ) => join(dir, `${kind}s`, id, 'exports', `${exported}.${type}`),
  /** Faces that were drawn to be compared; all can be drawn again. */
  sheets: join(dir, 'sheets'),
  sheetFile: (id: SheetId) => join(dir, 'sheets', `${id}.png`),
  blindTests: join(dir, 'blind-tests'),
  blindTestDir: (id: BlindTestId) => join(dir, 'blind-tests', id),
  blindPicture: (id: BlindTestId, side: BlindPictureSide) => join(dir, 'blind-tests', id, `${side}.png`),
  downloads: join(dir, 'downloads'),
  downloadDir: (id: UploadId) => join(dir, 'downloads', id),
});
export type LibraryPaths = ReturnType<typeof libraryPaths>;

/** Where things lie in the folder of a batch; `place` counts its pictures from 0. */
export const batchPaths = (batchDir: string) => ({
  images: join(batchDir, 'images'),
  image: (place: number) => join(batchDir, 'images', `${String(place).padStart(6, '0')}.png`),
  previews: join(batchDir, 'previews'),
  preview: (place: number) => join(batchDir, 'previews', `${place}.webp`),
  setAside: join(batchDir, 'set-aside'),
  setAsideFile: (name: string) => join(batchDir, 'set-aside', name),
  /** Little-endian float32 rows of 1024, in the order in which they were found. */
  embeddings: join(batchDir, 'embeddings.f32'),
  journal: join(batchDir, 'journal.jsonl'),
  /** Names the draft that the folder was; lets an import that was cut off in its last step go on. */
  draftMark: join(batchDir, 'draft.json'),
});
