import { basename } from 'node:path';
import { UploadId } from '../../contract/ids.ts';
import type { FileData } from '../../disk/atomic-file.ts';
import { newId } from '../base/new-id.ts';
import type { LibraryPaths } from '../library/paths.ts';
import { takeName, takenNames } from './file-names.ts';
import { TargetFolder } from './target-folder.ts';

/** What an export wrote: absolute paths, or names under `mediaPath.download(downloadId, name)`. */
export interface ExportedFiles {
  files: string[];
  downloadId?: UploadId;
}

/** Where an export goes. */
export interface ExportTarget {
  folder: TargetFolder;
  /** Of a folder that a browser fetches from. */
  downloadId?: UploadId;
  /** Gives everything that was written its name. */
  settle(): Promise<ExportedFiles>;
}

/** Opens the user's folder; without one, a folder whose files a browser may fetch for a day. */
export async function openExportTarget(
  paths: LibraryPaths,
  directory: string | undefined,
): Promise<ExportTarget> {
  if (directory !== undefined) {
    const folder = await TargetFolder.open(directory);
    return { folder, settle: async () => ({ files: await folder.settle() }) };
  }
  const downloadId = UploadId.parse(newId('download'));
  const folder = await TargetFolder.open(paths.downloadDir(downloadId));
  const settle = async () => {
    const files = await folder.settle();
    return { files: files.map((file) => basename(file)), downloadId };
  };
  return { folder, downloadId, settle };
}

/** Exports one file, whole or not at all; a name that is taken gets a number. */
export async function exportFile(
  paths: LibraryPaths,
  directory: string | undefined,
  name: string,
  data: FileData,
): Promise<ExportedFiles> {
  const { folder, settle } = await openExportTarget(paths, directory);
  try {
    await folder.write(takeName(name, takenNames(folder.names)), data);
    return await settle();
  } catch (error) {
    await folder.discard();
    throw error;
  }
}
