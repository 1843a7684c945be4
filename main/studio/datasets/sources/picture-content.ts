import { kindOf } from './file-kinds.ts';
import type { SourceContent } from './source.ts';
import { UnusableFile } from './unusable-file.ts';

export const notReadable = 'not a picture that can be read';
export const emptyFile = 'an empty file';
export const nestedArchive = 'an archive inside an archive; unpack the outer one first';

/** A file that was read whole, as the picture that its name says it is. Throws UnusableFile when it is not one. */
export async function pictureContent(bytes: Buffer, path: string): Promise<SourceContent> {
  const kind = await kindOf(bytes, path);
  if (kind.type === 'picture') return { kind: 'encoded', bytes };
  throw new UnusableFile(kind.type === 'unsupported' ? kind.reason : notReadable);
}
