import type { BlindPictureSide } from '../compare/blind-tests.ts';
import type { GeneratorRef } from '../generators.ts';
import type {
  BlindTestId,
  DatasetId,
  ExportId,
  FaceId,
  LatentId,
  ModelId,
  RunId,
  SheetId,
  UploadId,
} from '../ids.ts';
import type { Evaluation, EvaluationPicture } from '../models/evaluation.ts';

/**
 * URL paths of pictures and files, the same on the desktop (`studio://app/media/…`) and in a browser.
 * Each is parsed again, against an allow-list, by the studio's media resolver.
 */
export const mediaPath = {
  datasetImage: (id: DatasetId, index: number) => `/media/datasets/${id}/images/${index}.png`,
  /** At most 96 px wide, for grids. */
  datasetThumbnail: (id: DatasetId, index: number) => `/media/datasets/${id}/thumbnails/${index}.webp`,
  /** The whole photo that an aligned face was cut from, at most 480 px wide. */
  datasetPreview: (id: DatasetId, index: number) => `/media/datasets/${id}/previews/${index}.webp`,
  /** What could be read of a file that was set aside. */
  datasetSetAside: (id: DatasetId, number: number) => `/media/datasets/${id}/set-aside/${number}.webp`,
  runSample: (id: RunId, name: string) => `/media/runs/${id}/samples/${name}.png`,
  /** One of the first `modelFaceCount` faces of a model; the first request draws them all. */
  modelFace: (id: ModelId, index: number) => `/media/models/${id}/faces/${index}.png`,
  /** A picture of what was measured of a model or a run. */
  evaluation: ({ from, id }: Pick<Evaluation, 'from' | 'id'>, name: EvaluationPicture) =>
    `/media/${from.kind}s/${from.id}/evaluations/${id}/${name}.png`,
  face: (id: FaceId) => `/media/faces/${id}.png`,
  /** A model's faces and, at their right, those of the files that it was exported as. */
  exportComparison: ({ from, id }: { from: GeneratorRef; id: ExportId }) =>
    `/media/${from.kind}s/${from.id}/exports/${id}.png`,
  /** The photo of a projection, aligned, at the generator's size. */
  projectedPhoto: (id: LatentId) => `/media/latents/${id}.png`,
  sheet: (id: SheetId) => `/media/sheets/${id}.png`,
  /** All pictures of one side of a blind test; its address says nothing of who drew them. */
  blindPicture: (id: BlindTestId, side: BlindPictureSide) => `/media/blind-tests/${id}/${side}.png`,
  download: (id: UploadId, name: string) => `/media/downloads/${id}/${encodeURIComponent(name)}`,
} as const;

/**
 * Where a browser sends one file of an upload: `POST /upload/<uploadId>?path=<relative path>&number=<number>`. Two files
 * may have the same path; the number tells them apart, and a file that is sent again from itself.
 */
export const uploadPath = (id: UploadId, relativePath: string, number: number) =>
  `/upload/${id}?path=${encodeURIComponent(relativePath)}&number=${number}`;
