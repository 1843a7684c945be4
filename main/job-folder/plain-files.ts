import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../contract/errors.ts';
import { errorCode } from '../disk/disk-error.ts';

/**
 * Opens a file that somebody else may have put there. A link could lead to any file of this computer, and a pipe would
 * block for ever; both are refused. ENOENT passes through.
 */
export async function openPlain(file: string): Promise<FileHandle> {
  // Windows has no such flags; there the check before has to do.
  const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  if (!(await lstat(file)).isFile()) throw unusable(file, 'is not a plain file');
  let handle: FileHandle;
  try {
    handle = await open(file, constants.O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    throw errorCode(error) === 'ELOOP' ? unusable(file, 'is not a plain file') : error;
  }
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw unusable(file, 'is not a plain file');
}

/** Reads a whole file of at most `maxBytes`. */
export async function readPlain(file: string, maxBytes: number): Promise<Buffer> {
  const handle = await openPlain(file);
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) throw unusable(file, `has ${size} bytes, more than the ${maxBytes} it may have`);
    const bytes = Buffer.alloc(size);
    return bytes.subarray(0, await fill(bytes, handle, 0));
  } finally {
    await handle.close();
  }
}

/**
 * Reads from an offset on until the buffer is full or the file ends; returns how many bytes there were. Network file systems
 * may give a part of what is asked for.
 */
export async function fill(buffer: Buffer, handle: FileHandle, from: number): Promise<number> {
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, from + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}

/** SHA-256 of a file, in hexadecimal digits. */
export async function hashPlain(file: string): Promise<string> {
  const sum = createHash('sha256');
  const handle = await openPlain(file);
  // Closes the file at its end.
  for await (const bytes of handle.createReadStream()) sum.update(bytes);
  return sum.digest('hex');
}

/** Throws JOB_FOLDER_UNUSABLE for a link, and for anything else that is not a folder. ENOENT passes through. */
export async function assertPlainFolder(folder: string): Promise<void> {
  if (!(await lstat(folder)).isDirectory()) throw unusable(folder, 'is not a plain folder');
}

/** Throws JOB_FOLDER_UNUSABLE unless a folder holds plain files and nothing else. */
export async function assertPlainFiles(folder: string): Promise<void> {
  await assertPlainFolder(folder);
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (!entry.isFile()) throw unusable(join(folder, entry.name), 'is not a plain file');
}

/**
 * Reads a small file of JSON with a version, of which this Faceloom knows those up to `newest`; one that a newer Faceloom wrote
 * is told apart from a damaged one.
 */
export async function readVersioned<S extends z.ZodType>(
  file: string,
  schema: S,
  newest: number,
): Promise<z.infer<S>> {
  const text = (await readPlain(file, maxJsonBytes)).toString('utf8');
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw unusable(file, 'is not JSON', cause);
  }
  const version = Version.safeParse(raw);
  if (version.success && version.data.version > newest) {
    throw new StudioError(
      'JOB_FOLDER_UNUSABLE',
      `A newer Faceloom wrote ${basename(file)}: it has version ${version.data.version}, and this one knows up to ${newest}.`,
      { next: 'Bring Faceloom to the same version on both sides.', subject: file },
    );
  }
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw unusable(file, 'does not say what it should', parsed.error);
  return parsed.data;
}

export const unusable = (file: string, what: string, cause?: unknown) =>
  new StudioError(
    'JOB_FOLDER_UNUSABLE',
    `${basename(file)} of the job folder ${what}.`,
    { next: 'Send the run again from the studio; nothing was read from it.', subject: file },
    { cause },
  );

const Version = z.object({ version: z.int() });
/** A config with every setting has about 4 KB. */
const maxJsonBytes = 2 ** 20;
