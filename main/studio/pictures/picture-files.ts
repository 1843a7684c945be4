import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { PictureChoices } from '../../contract/faces/picture-export.ts';
import type { MarkedFace } from '../../contract/faces/synthetic-mark.ts';
import { drawSheet, planSheet, type SheetPlan } from './contact-sheet.ts';
import { encodePicture, fromPixels } from './encode-picture.ts';
import { enlarge } from './enlarge.ts';
import type { Pixels } from './pixels.ts';

/** A face on its way into a file. */
export interface OutgoingFace {
  /** Name of its file, without an ending. */
  name: string;
  /** Side in pixels, as it was drawn. */
  side: number;
  /** What stands under it on a sheet. */
  label: string;
  origin: MarkedFace;
  read(): Promise<Pixels>;
}

export interface FileChoices extends PictureChoices {
  /** Version of Faceloom, for the mark. */
  version: string;
}

/** One face as a file of its own. */
export async function faceFile(face: OutgoingFace, choices: FileChoices): Promise<Buffer> {
  const pixels = enlarge(await face.read(), choices.scale, choices.upscaler);
  return encodePicture(fromPixels(pixels), choices, markOf([face], choices));
}

/** The contact sheet that faces would make, without drawing it; one that would be too large is INVALID_INPUT. */
export const sheetPlanOf = (faces: readonly OutgoingFace[], choices: PictureChoices): SheetPlan =>
  planSheet(faces.length, Math.max(...faces.map(({ side }) => side)) * choices.scale, choices);

/** All faces as one picture. `onFace` is told how many are on it. */
export async function sheetFile(
  faces: readonly OutgoingFace[],
  choices: FileChoices,
  onFace: (done: number) => void = () => undefined,
): Promise<Buffer> {
  async function* enlarged() {
    for (const [index, face] of faces.entries()) {
      yield enlarge(await face.read(), choices.scale, choices.upscaler);
      onFace(index + 1);
    }
  }
  const labels = faces.map(({ label }) => label);
  const sheet = await drawSheet(sheetPlanOf(faces, choices), enlarged(), labels);
  return encodePicture(sheet, choices, markOf(faces, choices));
}

/** A ZIP archive as it is being made: each file is asked for when the one before it has been read. */
export function zipOf(files: readonly { name: string; read(): Promise<Buffer> }[]): Readable {
  const zip = new ZipFile();
  const archive = zip.outputStream.pipe(new PassThrough());
  zip.on('error', (error) => archive.destroy(error));
  for (const { name, read } of files) {
    zip.addReadStreamLazy(name, { compressionLevel: 1 }, (done) => {
      read().then(
        (data) => done(null, Readable.from([data])),
        (error: unknown) => done(error, Readable.from([])),
      );
    });
  }
  zip.end();
  return archive;
}

const markOf = (faces: readonly OutgoingFace[], { isMarked, version }: FileChoices) =>
  isMarked ? { version, origins: faces.map(({ origin }) => origin) } : undefined;
