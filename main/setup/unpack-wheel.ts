import { createWriteStream } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { StudioError } from '../contract/errors.ts';
import type { WheelEntry } from './wheels.ts';

interface UnpackOptions {
  signal?: AbortSignal | undefined;
  /** Called as bytes are written, with their sum so far. */
  onBytes?: (bytes: number) => void;
}

/**
 * Streams the listed entries of a wheel (a zip file) into a folder and leaves the rest alone. Target paths come from
 * the list, never from the archive, and must stay inside the folder; yauzl refuses archives with names that climb out.
 */
export async function unpackWheel(
  file: string,
  entries: readonly WheelEntry[],
  dir: string,
  options: UnpackOptions = {},
): Promise<void> {
  const targets = new Map(
    entries.map((entry) => [entry.entry, { ...entry, path: targetPath(dir, entry.to) }]),
  );
  let written = 0;
  const zip = await yauzl.openPromise(file, { autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      const target = targets.get(entry.fileName);
      if (target === undefined) continue;
      targets.delete(entry.fileName);
      await mkdir(path.dirname(target.path), { recursive: true });
      const counter = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          written += chunk.length;
          options.onBytes?.(written);
          done(null, chunk);
        },
      });
      const content = await zip.openReadStreamPromise(entry);
      await pipeline(content, counter, createWriteStream(target.path), { signal: options.signal });
      // Whatever the archive says of it, or does not.
      if (target.isProgram) await chmod(target.path, 0o755);
    }
  } finally {
    zip.close();
  }
  const missing = [...targets.values()].find(({ isOptional }) => !isOptional)?.entry;
  if (missing !== undefined) {
    throw new StudioError('ENGINE_UNAVAILABLE', `${path.basename(file)} does not contain ${missing}.`, {
      next: 'Report this: the list of files in main/setup does not fit the package.',
      subject: missing,
    });
  }
}

function targetPath(dir: string, to: string): string {
  const target = path.resolve(dir, to);
  if (target.startsWith(path.resolve(dir) + path.sep)) return target;
  throw new StudioError('INVALID_INPUT', `${to} leads out of the folder to unpack into.`, {
    next: 'Report this: the list of files in main/setup is wrong.',
    subject: to,
  });
}
