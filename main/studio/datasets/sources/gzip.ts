import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { type FileKind, headBytes, kindOf } from './file-kinds.ts';

/** What a gzipped file holds; `unknown` when it cannot be unpacked. */
export async function kindInside(path: string): Promise<FileKind> {
  const file = createReadStream(path);
  const gunzip = file.on('error', (error) => gunzip.destroy(error)).pipe(createGunzip());
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of gunzip as AsyncIterable<Buffer>) {
      parts.push(part);
      length += part.length;
      if (length >= headBytes) break;
    }
  } catch (error) {
    // Cut off or damaged: what came before may still tell what it is.
    if (!(error instanceof Error)) throw error;
  } finally {
    file.destroy();
    gunzip.destroy();
  }
  return kindOf(Buffer.concat(parts).subarray(0, headBytes));
}
