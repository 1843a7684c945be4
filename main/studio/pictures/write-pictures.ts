import type { Readable } from 'node:stream';
import { takeName, takenNames } from '../exports/export-folder.ts';
import type { TargetFolder } from '../exports/target-folder.ts';
import { fileNameOf } from './encode-picture.ts';
import { type FileChoices, faceFile, type OutgoingFace, sheetFile, zipOf } from './picture-files.ts';

export interface Following {
  signal?: AbortSignal;
  /** Told how many faces have been worked on. */
  onFace?(done: number): void;
}

/** Writes faces into a folder, in the layout that was chosen; names that are taken get a number. */
export async function writePictures(
  target: TargetFolder,
  faces: readonly OutgoingFace[],
  choices: FileChoices,
  following: Following = {},
): Promise<void> {
  const taken = takenNames(target.names);
  const { format, layout } = choices;
  if (layout === 'zip') {
    await target.write(takeName('faceloom-faces.zip', taken), zipOfFaces(faces, choices, following));
  } else if (layout === 'sheet') {
    const sheet = await sheetOfFaces(faces, choices, following);
    await target.write(takeName(fileNameOf('faceloom-sheet', format), taken), sheet);
  } else {
    for (const { name, read } of filesOf(faces, choices, taken, following))
      await target.write(name, await read());
  }
}

/** All faces as one picture. */
export const sheetOfFaces = (
  faces: readonly OutgoingFace[],
  choices: FileChoices,
  following: Following = {},
): Promise<Buffer> => sheetFile(faces, choices, (done) => pass(following, done));

/** An archive with a file for each face. */
export const zipOfFaces = (
  faces: readonly OutgoingFace[],
  choices: FileChoices,
  following: Following = {},
): Readable => zipOf(filesOf(faces, choices, takenNames([]), following));

const filesOf = (
  faces: readonly OutgoingFace[],
  choices: FileChoices,
  taken: Set<string>,
  following: Following,
) =>
  faces.map((face, index) => ({
    name: takeName(fileNameOf(face.name, choices.format), taken),
    async read() {
      const file = await faceFile(face, choices);
      pass(following, index + 1);
      return file;
    },
  }));

/** A face is done: the place to stop at. */
function pass({ signal, onFace }: Following, done: number): void {
  signal?.throwIfAborted();
  onFace?.(done);
}
