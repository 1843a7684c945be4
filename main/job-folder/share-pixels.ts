import { mkdir, readFile, stat } from 'node:fs/promises';
import { writeFileAtomic } from '../disk/atomic-file.ts';
import { errorCode, explainDiskError } from '../disk/disk-error.ts';
import { exists } from '../disk/if-there.ts';
import { copyWhole } from '../disk/link-or-copy.ts';
import { sha256File } from '../disk/sha256-file.ts';
import { sharedPaths } from './job-paths.ts';
import { hashPlain } from './plain-files.ts';

/**
 * Copies prepared pixels (`.u8`, with their header beside them) into the shared folder under their SHA-256, which it returns:
 * runs of the same pictures share them. Reads the pixels here and, where they lie there already, their copy; one that was
 * damaged is replaced. Their header is written anew, before and after: its age says since when nobody has needed them
 * (`unused-pixels.ts`), and reading or copying them takes minutes.
 */
export async function sharePixels(root: string, file: string): Promise<string> {
  const { pixels, pixelsFile, pixelsHeader } = sharedPaths(root);
  try {
    // A share that is not mounted must not become a folder of this computer.
    await stat(root);
    await mkdir(pixels, { recursive: true });
    const hash = await sha256File(file);
    const header = await readFile(file.replace(/\.u8$/, '.json'));
    // Not copied: Windows and macOS would give the copy the time of the original.
    const renewHeader = () => writeFileAtomic(pixelsHeader(hash), header);
    await renewHeader();
    // Never a hard link: whoever may write the shared folder must not be able to change the library.
    if (!(await holds(pixelsFile(hash), hash))) await copyWhole(file, pixelsFile(hash));
    await renewHeader();
    // Whoever saw the old header just before it was renewed may have removed them since.
    if (!(await exists(pixelsFile(hash)))) {
      await copyWhole(file, pixelsFile(hash));
      await renewHeader();
    }
    return hash;
  } catch (error) {
    throw explainDiskError(error, root, { lost: 'the run could not be sent' });
  }
}

/** Whether a plain file with that hash is there. */
async function holds(file: string, hash: string): Promise<boolean> {
  try {
    return (await hashPlain(file)) === hash;
  } catch (error) {
    // A link in its place is replaced as well.
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'JOB_FOLDER_UNUSABLE') return false;
    throw error;
  }
}
