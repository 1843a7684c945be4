import { extname, join } from 'node:path';
import { z } from 'zod';
import { BlindPictureSide } from '../contract/compare/blind-tests.ts';
import {
  BlindTestId,
  DatasetId,
  EvaluationId,
  ExportId,
  FaceId,
  LatentId,
  ModelId,
  RunId,
  SheetId,
  UploadId,
} from '../contract/ids.ts';
import { EvaluationPicture } from '../contract/models/evaluation.ts';
import { exists } from '../disk/if-there.ts';
import type { Datasets } from './datasets/datasets.ts';
import type { LibraryPaths } from './library/paths.ts';
import type { ModelFaces } from './models/model-faces.ts';

/** A file to be sent to the window. */
export interface MediaFile {
  file: string;
  contentType: string;
  /** How long a client may keep it; what is named by a fresh id never changes. */
  maxAgeSeconds: number;
}

export interface Media {
  /** The file of a URL path such as `/media/faces/<id>.png`; undefined when there is none. */
  resolve(urlPath: string): Promise<MediaFile | undefined>;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.csv': 'text/csv; charset=utf-8',
};
const unchanging = 31_536_000;
/**
 * Pictures that get other bytes under the same name: a run's samples after it went back to a checkpoint, and a face that
 * was damaged or gone and is made again.
 */
const isDrawnAgain = /^\/media\/(?:runs\/[^/]+\/samples|faces)\//;
const Index = z.coerce.number().int().min(0).max(10_000_000);
const sampleName = /^(?:reals|\d{6}\.\dk)$/;
/** Names that exports give; no separators, and no name that starts with a dot. */
const downloadName = /^[^/\\.\0][^/\\\0]{0,200}\.(?:png|jpg|webp|avif|csv|zip|html)$/u;

/** Resolves the URLs of contract/system/media.ts by an allow-list: every part is parsed, so no path can leave the library. */
export function createMedia(paths: LibraryPaths, datasets: Datasets, modelFaces: ModelFaces): Media {
  const routes: [RegExp, (parts: string[]) => Promise<string | undefined>][] = [
    [
      /^\/media\/datasets\/([^/]+)\/images\/(\d+)\.png$/,
      async ([id, index]) => datasets.imageFile(DatasetId.parse(id), Index.parse(index)),
    ],
    [
      /^\/media\/datasets\/([^/]+)\/thumbnails\/(\d+)\.webp$/,
      ([id, index]) => thumbnail(datasets, paths, DatasetId.parse(id), Index.parse(index)),
    ],
    [
      /^\/media\/datasets\/([^/]+)\/previews\/(\d+)\.webp$/,
      async ([id, index]) => datasets.previewFile(DatasetId.parse(id), Index.parse(index)),
    ],
    [
      /^\/media\/datasets\/([^/]+)\/set-aside\/(\d+)\.webp$/,
      async ([id, number]) => datasets.setAsideFile(DatasetId.parse(id), Index.parse(number)),
    ],
    [
      /^\/media\/runs\/([^/]+)\/samples\/([^/]+)\.png$/,
      async ([id, name]) => (sampleName.test(name) ? paths.sampleFile(RunId.parse(id), name) : undefined),
    ],
    [
      /^\/media\/models\/([^/]+)\/faces\/(\d+)\.png$/,
      ([id, index]) => modelFaces.file(ModelId.parse(id), Index.parse(index)),
    ],
    [
      /^\/media\/(model|run)s\/([^/]+)\/evaluations\/([^/]+)\/([a-z]+)\.png$/,
      async ([kind, id, evaluation, name]) => {
        const owner = ownerOf(kind, id);
        const dir = paths.evaluationDir(owner, EvaluationId.parse(evaluation));
        return join(dir, `${EvaluationPicture.parse(name)}.png`);
      },
    ],
    [
      /^\/media\/(model|run)s\/([^/]+)\/exports\/([^/]+)\.png$/,
      async ([kind, id, exported]) => paths.exportFile(ownerOf(kind, id), ExportId.parse(exported), 'png'),
    ],
    [/^\/media\/latents\/([^/]+)\.png$/, async ([id]) => paths.projectedPhoto(LatentId.parse(id))],
    [/^\/media\/faces\/([^/]+)\.png$/, async ([id]) => paths.faceFile(FaceId.parse(id))],
    [/^\/media\/sheets\/([^/]+)\.png$/, async ([id]) => paths.sheetFile(SheetId.parse(id))],
    [
      /^\/media\/blind-tests\/([^/]+)\/([a-z]+)\.png$/,
      async ([id, side]) => paths.blindPicture(BlindTestId.parse(id), BlindPictureSide.parse(side)),
    ],
    [
      /^\/media\/downloads\/([^/]+)\/([^/]+)$/,
      async ([id, encoded]) => {
        const name = decodeURIComponent(encoded);
        return downloadName.test(name) ? join(paths.downloadDir(UploadId.parse(id)), name) : undefined;
      },
    ],
  ];

  return {
    async resolve(urlPath) {
      for (const [pattern, locate] of routes) {
        const match = pattern.exec(urlPath);
        if (match === null) continue;
        const file = await locateSafely(() => locate(match.slice(1)));
        if (file === undefined || !(await exists(file))) return undefined;
        const maxAgeSeconds = isDrawnAgain.test(urlPath) ? 0 : unchanging;
        return {
          file,
          contentType: contentTypes[extname(file)] ?? 'application/octet-stream',
          maxAgeSeconds,
        };
      }
      return undefined;
    },
  };
}

const ownerOf = (kind: string, id: string) =>
  kind === 'model'
    ? { kind: 'model' as const, id: ModelId.parse(id) }
    : { kind: 'run' as const, id: RunId.parse(id) };

/** Parts that do not parse name nothing. */
async function locateSafely(locate: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await locate();
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof URIError) return undefined;
    throw error;
  }
}

async function thumbnail(
  datasets: Datasets,
  paths: LibraryPaths,
  id: DatasetId,
  index: number,
): Promise<string | undefined> {
  const file = paths.datasetThumbnail(id, index);
  if (await exists(file)) return file;
  const image = datasets.imageFile(id, index);
  if (image === undefined || !(await exists(image))) return undefined;
  return datasets.ensureThumbnail(id, index);
}
