import { createWriteStream } from 'node:fs';
import { mkdir, open, opendir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { StudioError } from '../../../contract/errors.ts';
import { errorCode, explainDiskError } from '../../../disk/disk-error.ts';

/** A file of a model: what the model calls it, and where it lies. */
export interface SourceFile {
  name: string;
  path: string;
}

/** What models are made of; anything else in a folder or an archive is passed over. */
export const modelFile =
  /(?:\.(?:h5|hdf5|keras|onnx|safetensors|pb|bin|json|html?)|(?:^|\/)group\d+-shard\d+of\d+)$/i;

const limits = {
  /** Of all files together; the compute process refuses more than it can load. */
  bytes: 512 * 1024 * 1024,
  files: 2000,
  /** Entries of an archive and of a folder that are looked at. */
  entries: 20_000,
} as const;

/**
 * The files of a model at a path: a file with what belongs to it, a folder, or a ZIP archive, which is unpacked into
 * `scratch`.
 */
export async function findModelFiles(
  path: string,
  scratch: string,
  signal: AbortSignal,
): Promise<SourceFile[]> {
  const found = await statModel(path);
  if (found.isDirectory()) return listFolder(path);
  // An archive of Keras's own, which is read whole.
  if (/\.keras$/i.test(path)) return [{ name: basename(path), path }];
  if (/\.zip$/i.test(path) || (await isZip(path))) return unpack(path, scratch, signal);
  // A TensorFlow.js model, a SavedModel and an unpacked .keras file are several files beside each other.
  if (/^(?:model\.json|saved_model\.pb|model\.weights\.h5)$/i.test(basename(path)))
    return listFolder(dirname(path));
  return [{ name: basename(path), path }];
}

/** Throws INVALID_INPUT, PATH_NOT_FOUND or PATH_UNREADABLE for a path that does not lead to anything. */
export async function statModel(path: string) {
  if (!isAbsolute(path) || path.includes('\0')) {
    throw new StudioError('INVALID_INPUT', 'The file must be given with its full path.', {
      next: 'Choose a file.',
      subject: path,
    });
  }
  try {
    return await stat(path);
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ENOTDIR') {
      throw new StudioError(
        'PATH_NOT_FOUND',
        'There is no such file or folder.',
        { next: 'Choose a model file, a folder or a ZIP archive.', subject: path },
        { cause },
      );
    }
    throw unreadable(path, cause);
  }
}

/** Browsers give downloads any name. */
export async function isZip(path: string): Promise<boolean> {
  try {
    await using file = await open(path);
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString('latin1') === 'PK\x03\x04';
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function listFolder(folder: string): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  let entries = 0;
  try {
    for await (const entry of await opendir(folder, { recursive: true })) {
      if (++entries > limits.entries)
        throw unusable('The folder holds too many files to be that of a model.', folder);
      const path = join(entry.parentPath, entry.name);
      const name = relative(folder, path).replaceAll('\\', '/');
      if (entry.isFile() && modelFile.test(name)) files.push({ name, path });
    }
  } catch (error) {
    throw error instanceof StudioError ? error : unreadable(folder, error);
  }
  return expectSome(files, folder);
}

/**
 * Unpacks what models are made of. The files get numbers for names, so that no entry can write anywhere else; one that tries is
 * refused with its whole archive.
 */
async function unpack(archive: string, scratch: string, signal: AbortSignal): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  let bytes = 0;
  await mkdir(scratch, { recursive: true });
  try {
    const zip = await yauzl.openPromise(archive, {
      autoClose: false,
      decodeStrings: false,
      validateEntrySizes: true,
    });
    try {
      if (zip.entryCount > limits.entries)
        throw unusable('The archive holds too many files to be that of a model.', archive);
      for await (const entry of zip.eachEntry()) {
        const name = yauzl.getFileNameLowLevel(
          entry.generalPurposeBitFlag,
          entry.fileNameRaw,
          entry.extraFields,
          false,
        );
        const problem = yauzl.validateFileName(name.replaceAll('\\', '/'));
        if (problem !== null)
          throw unusable(
            `The archive is hostile: its entry "${name.slice(0, 100)}" leads out of it.`,
            archive,
          );
        if (name.endsWith('/') || !modelFile.test(name)) continue;
        if (entry.isEncrypted()) throw unusable('The archive is encrypted.', archive);
        bytes += entry.uncompressedSize;
        if (bytes > limits.bytes || files.length >= limits.files)
          throw unusable('The archive unpacks to more than a model can be.', archive);
        const path = join(scratch, String(files.length));
        await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path, { flags: 'wx' }), {
          signal,
        });
        files.push({ name: name.replaceAll('\\', '/'), path });
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof StudioError || signal.aborted) throw error;
    const explained = explainDiskError(error, scratch);
    if (explained instanceof StudioError) throw explained;
    throw unusable('The archive is damaged or cut off.', archive, error);
  }
  return expectSome(files, archive);
}

function expectSome(files: SourceFile[], path: string): SourceFile[] {
  if (files.length === 0) throw unusable('No file of a model is in there.', path);
  if (files.length > limits.files) throw unusable('There are too many files to be those of a model.', path);
  return files;
}

const unusable = (message: string, subject: string, cause?: unknown) =>
  new StudioError(
    'MODEL_UNUSABLE',
    message,
    {
      next: 'Choose a generator: an export of Faceloom, a TensorFlow.js layers model, or a .keras or .h5 file of Keras.',
      subject,
    },
    { cause },
  );

const unreadable = (path: string, cause: unknown) =>
  errorCode(cause) === 'EACCES' || errorCode(cause) === 'EPERM'
    ? new StudioError(
        'PATH_UNREADABLE',
        'That path may not be read.',
        { next: 'Change its permissions, or choose another.', subject: path },
        { cause },
      )
    : cause;
