import type { FacesMode } from '../../../contract/datasets/datasets.ts';
import { StudioError } from '../../../contract/errors.ts';
import type { FacePool } from '../../compute-process/face-pool.ts';
import { openPicture } from '../decode/open-picture.ts';
import { unsureScore } from '../inspect/findings.ts';
import type { Listing } from '../sources/source.ts';
import { UnreadableFile, UnusableFile } from '../sources/unusable-file.ts';
import type { SourceGuard } from './source-guard.ts';

/** How to prepare pictures nobody has said anything about: faces are aligned; squares stay whole; else the middle. */
export async function chooseFaces(
  listing: Listing,
  pool: Pick<FacePool, 'find'>,
  guard: SourceGuard,
  signal: AbortSignal,
): Promise<FacesMode> {
  const step = Math.max(1, Math.floor(Math.min(listing.total, spreadOver) / lookedAt));
  let number = -1;
  let decoded = 0;
  let withFace = 0;
  let square = 0;
  for await (const source of listing.open(signal)) {
    number += 1;
    if (number % step !== 0) continue;
    if (decoded === lookedAt || number >= spreadOver) break;
    try {
      const picture = await openPicture(await source.read());
      decoded += 1;
      if (picture.width === picture.height) square += 1;
      if (Math.min(picture.width, picture.height) < minimumSide) continue;
      const faces = await pool.find(await picture.whole(searchSide));
      if (faces.some(({ score }) => score >= unsureScore)) withFace += 1;
    } catch (error) {
      // A picture that kills every finder shows no face to it; the others may.
      if (error instanceof StudioError && error.code === 'COMPUTE_CRASHED') continue;
      if (!(error instanceof UnusableFile)) throw error;
      // What is seen of a disk that went away says nothing of its pictures.
      if (error instanceof UnreadableFile) await guard.check(error, source.path === undefined);
    }
  }
  if (decoded > 0 && withFace >= decoded * enoughFaces) return 'align';
  return decoded > 0 && square === decoded ? 'as-is' : 'centre';
}

/** Pictures that are looked at, spread over the first part of the set: archives are read from their start. */
const lookedAt = 12;
const spreadOver = 600;
const searchSide = 640;
/** Faces must surely be found in at least this part of them. */
const enoughFaces = 0.5;
/** Smaller pictures are digits or icons, in which nobody looks for faces. */
const minimumSide = 40;
