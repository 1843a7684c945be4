import { writeSync } from 'node:fs';

/** Writes all of it where the file stands: a disk that is nearly full takes a part of what it is given. */
export function writeAll(handle: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; )
    written += writeSync(handle, bytes, written, bytes.length - written);
}
