import { basename } from 'node:path';
import {
  type ExportFacesInput,
  type PictureChoices,
  pictureFormats,
} from '../../contract/faces/picture-export.ts';
import { UploadId } from '../../contract/ids.ts';
import type { Job } from '../../contract/system/jobs.ts';
import { newId } from '../base/new-id.ts';
import { ProgressMeter } from '../jobs/progress-meter.ts';
import type { LibraryPaths } from '../library/paths.ts';
import { sheetPlanOf } from '../pictures/picture-files.ts';
import { writePictures } from '../pictures/write-pictures.ts';
import type { StudioServices } from '../services/studio-services.ts';
import { TargetFolder } from '../target-folders/target-folder.ts';
import type { FaceStore } from './face-store.ts';
import { galleryFaces } from './outgoing-faces.ts';

export interface FaceExportsOptions extends Pick<StudioServices, 'library' | 'jobs' | 'version'> {
  store: FaceStore;
}

/** Faces of the gallery as picture files: written as a job, all of them or none. */
export class FaceExports {
  readonly #options: FaceExportsOptions;

  constructor(options: FaceExportsOptions) {
    this.#options = options;
  }

  /** Finds the faces and the folder, and plans a sheet, first, so that wrong ones are errors at once. */
  async start({ faceIds, directory, ...choices }: ExportFacesInput): Promise<Job> {
    const { library, store, jobs, version } = this.#options;
    const faces = galleryFaces(library.paths, store.getAll(faceIds));
    if (choices.layout === 'sheet') sheetPlanOf(faces, choices);
    const place = directory === undefined ? downloadPlace(library.paths) : { directory };
    const target = await TargetFolder.open(place.directory);
    return jobs.start({ kind: 'export', title: titleOf(faces.length, choices) }, async (context) => {
      try {
        const meter = new ProgressMeter('faces');
        await writePictures(
          target,
          faces,
          { ...choices, version },
          {
            signal: context.signal,
            onFace: (done) => context.report(meter.read(done, faces.length)),
          },
        );
        const files = await target.settle();
        return 'downloadId' in place
          ? { kind: 'export', files: files.map((file) => basename(file)), downloadId: place.downloadId }
          : { kind: 'export', files };
      } catch (error) {
        await target.discard();
        throw error;
      }
    });
  }
}

const titleOf = (count: number, { format, layout }: PictureChoices) => {
  const { title } = pictureFormats[format];
  return `Export ${count} ${count === 1 ? 'face' : 'faces'} as ${layout === 'sheet' ? `a ${title} sheet` : title}`;
};

/** A folder that a browser may fetch from for a day. */
function downloadPlace(paths: LibraryPaths): { directory: string; downloadId: UploadId } {
  const downloadId = UploadId.parse(newId('download'));
  return { directory: paths.downloadDir(downloadId), downloadId };
}
