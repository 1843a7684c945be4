import {
  type ExportFacesInput,
  type PictureChoices,
  pictureFormats,
} from '../../contract/faces/picture-export.ts';
import type { Job } from '../../contract/system/jobs.ts';
import { ProgressMeter } from '../jobs/progress-meter.ts';
import { sheetPlanOf } from '../pictures/picture-files.ts';
import { writePictures } from '../pictures/write-pictures.ts';
import type { StudioServices } from '../services/studio-services.ts';
import { openExportTarget } from '../target-folders/export-target.ts';
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
    const { folder, settle } = await openExportTarget(library.paths, directory);
    return jobs.start({ kind: 'export', title: titleOf(faces.length, choices) }, async (context) => {
      try {
        const meter = new ProgressMeter('faces');
        await writePictures(
          folder,
          faces,
          { ...choices, version },
          {
            signal: context.signal,
            onFace: (done) => context.report(meter.read(done, faces.length)),
          },
        );
        return { kind: 'export', ...(await settle()) };
      } catch (error) {
        await folder.discard();
        throw error;
      }
    });
  }
}

const titleOf = (count: number, { format, layout }: PictureChoices) => {
  const { title } = pictureFormats[format];
  return `Export ${count} ${count === 1 ? 'face' : 'faces'} as ${layout === 'sheet' ? `a ${title} sheet` : title}`;
};
