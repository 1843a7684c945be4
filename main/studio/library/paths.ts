import { join } from 'node:path';
import type { DatasetId, FaceId, ModelId, RunId, UploadId } from '../../contract/ids.ts';
import type { Channels } from '../../contract/run-config.ts';

/** Where everything of a library lies. Ids are checked by their schemas, so no path can leave the folder. */
export const libraryPaths = (dir: string) => ({
  database: join(dir, 'library.sqlite'),
  lock: join(dir, 'library.lock'),
  log: join(dir, 'faceloom.log'),
  datasets: join(dir, 'datasets'),
  datasetDir: (id: DatasetId) => join(dir, 'datasets', id),
  /** Prepared images are numbered from 0, in the order of the scan. */
  datasetImage: (id: DatasetId, index: number) => join(dir, 'datasets', id, 'images', imageName(index)),
  datasetThumbnail: (id: DatasetId, index: number) =>
    join(dir, 'datasets', id, 'thumbnails', `${index}.webp`),
  pixelsFile: (id: DatasetId, size: number, channels: Channels) =>
    join(dir, 'datasets', id, `pixels-${size}-${channels === 1 ? 'grey' : 'colour'}.u8`),
  runs: join(dir, 'runs'),
  runDir: (id: RunId) => join(dir, 'runs', id),
  checkpointsDir: (id: RunId) => join(dir, 'runs', id, 'checkpoints'),
  checkpointDir: (id: RunId, name: string) => join(dir, 'runs', id, 'checkpoints', name),
  samplesDir: (id: RunId) => join(dir, 'runs', id, 'samples'),
  sampleFile: (id: RunId, name: string) => join(dir, 'runs', id, 'samples', `${name}.png`),
  models: join(dir, 'models'),
  modelDir: (id: ModelId) => join(dir, 'models', id),
  gallery: join(dir, 'gallery'),
  faceFile: (id: FaceId) => join(dir, 'gallery', `${id}.png`),
  uploads: join(dir, 'uploads'),
  uploadDir: (id: UploadId) => join(dir, 'uploads', id),
  downloads: join(dir, 'downloads'),
  downloadDir: (id: UploadId) => join(dir, 'downloads', id),
});
export type LibraryPaths = ReturnType<typeof libraryPaths>;

/** File name of prepared image `index`. */
export const imageName = (index: number) => `${String(index).padStart(6, '0')}.png`;
