import type { Channels } from '../../../contract/pictures.ts';
/** What a source holds: a file as it is, or pixels (row-major bytes, 1 = grey) where the container has no files. */
export type SourceContent =
  | { kind: 'encoded'; bytes: Buffer }
  | { kind: 'pixels'; width: number; height: number; channels: Channels; data: Uint8Array };

/** One picture file, wherever it lies. */
export interface Source {
  /** How the user would name it: the folder that was chosen, then the path inside it; `photos.zip/holiday/a.jpg`. */
  name: string;
  /** Present when it is a file by itself, so that it can be read again. */
  path?: string;
  /** Changes when the file, or the archive it is in, changes: an import that goes on knows what it has done. */
  stamp: string;
  /** Throws UnusableFile. */
  read(): Promise<SourceContent>;
}

/** A file, or an entry of an archive, that is not a source and not to be overlooked. */
export interface UnusableSource {
  file: string;
  reason: string;
  path?: string;
}

/** A file, or an entry of an archive, that is passed over: hidden, a thumbnail, in a recycle bin, or not a picture. */
export interface IgnoredFile {
  file: string;
  /** Reads after the file's name and a colon. */
  reason: string;
}

/** Everything that was seen: each file and each entry of an archive is a source, ignored or unusable. */
export interface Listing {
  /** How many sources `open` yields. */
  total: number;
  ignored: IgnoredFile[];
  unusable: UnusableSource[];
  /** Sources in a stable order; the content of archives is read as they are taken. May be opened again. */
  open(signal: AbortSignal): AsyncGenerator<Source, void>;
}

/** Of a listing without sources. */
async function* noSources(): AsyncGenerator<Source, void> {
  // Ends at once.
}

/** Nothing but one thing that is passed over. */
export const ignoredListing = (file: IgnoredFile): Listing => ({
  total: 0,
  ignored: [file],
  unusable: [],
  open: noSources,
});

/** Nothing but one thing that cannot be used. */
export const unusableListing = (file: UnusableSource): Listing => ({
  total: 0,
  ignored: [],
  unusable: [file],
  open: noSources,
});
