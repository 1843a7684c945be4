import type { Readable } from 'node:stream';
import { takeName, takenNames } from '../target-folders/file-names.ts';
import type { TargetFolder } from '../target-folders/target-folder.ts';
import { fileNameOf } from './encode-picture.ts';
import { type FileChoices, faceFile, type OutgoingFace, sheetFile, zipOf } from './picture-files.ts';

export interface Following {
  signal?: AbortSignal;
  /** Told how many faces have been worked on. */
  onFace?(done: number): void;
}

/**
 * Writes faces into a folder, in the layout that was chosen; names that are taken get a number. Returns the name of the file
 * that each face is in.
 */
export async function writePictures(
  target: TargetFolder,
  faces: readonly OutgoingFace[],
  choices: FileChoices,
  following: Following = {},
): Promise<string[]> {
  const taken = takenNames(target.names);
  const { format, layout } = choices;
  if (layout === 'files') {
    const files = filesOf(faces, choices, taken, following);
    for (const { name, read } of files) await target.write(name, await read());
    return files.map(({ name }) => name);
  }
  const name = takeName(
    layout === 'zip' ? 'faceloom-faces.zip' : fileNameOf('faceloom-sheet', format),
    taken,
  );
  const data =
    layout === 'zip' ? zipOfFaces(faces, choices, following) : await sheetOfFaces(faces, choices, following);
  await target.write(name, data);
  return faces.map(() => name);
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

/** What the files of faces in an archive are called, in the order of the faces. */
export const namesInZip = (faces: readonly OutgoingFace[], choices: FileChoices): string[] =>
  filesOf(faces, choices, takenNames([]), {}).map(({ name }) => name);

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
