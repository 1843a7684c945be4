import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { NativeImage, WebContents } from 'electron';
import { z } from 'zod';
import { type DraggedPicture, mostDragged } from '../contract/system/bridge.ts';
import { makeOwnedFolder, removeAbandonedFolders, removeOwnFolders } from '../disk/abandoned-folders.ts';
import type { Media } from '../studio/media.ts';

const dataPrefix = 'data:image/png;base64,';
/** A picture of 2048 × 2048 pixels takes at most 16 MB. */
const maximumDataLength = 24 * 1024 * 1024;

/** What the page may ask to be dragged: names of files and nothing of folders, pictures of the studio or of the page. */
export const DraggedPictures: z.ZodType<readonly DraggedPicture[]> = z
  .array(
    z.object({
      name: z.string().regex(/^[\p{L}\p{N}_-][\p{L}\p{N} ._-]{0,80}\.png$/u),
      address: z.union([
        z.string().startsWith('/media/').max(300),
        z.string().startsWith(dataPrefix).max(maximumDataLength),
      ]),
    }),
  )
  .min(1)
  .max(mostDragged);

export interface DragDeps {
  media: Media;
  /** Where folders of copies are made. */
  parent: string;
  /** What is shown under the pointer. */
  iconOf(file: string): NativeImage;
}

/**
 * Goes on with a drag that began in the page as one of files. Electron drags nothing with an empty icon
 * (shell/browser/api/electron_api_web_contents.cc, `StartDrag`).
 */
export async function dragOut(
  contents: Pick<WebContents, 'startDrag'>,
  pictures: readonly DraggedPicture[],
  { media, parent, iconOf }: DragDeps,
): Promise<void> {
  const files = await filesToDrag(pictures, media, parent);
  const [file] = files;
  if (file !== undefined) contents.startDrag({ file, files, icon: iconOf(file) });
}

/**
 * Puts pictures that are dragged out into a new folder below `parent`, and gives their paths. These are copies, since a
 * file manager may move what is dropped on it, and the library must stay whole.
 */
export async function filesToDrag(
  pictures: readonly DraggedPicture[],
  media: Media,
  parent: string,
): Promise<string[]> {
  const dir = await makeOwnedFolder(parent, dragPrefix);
  const files: string[] = [];
  for (const [index, { name, address }] of pictures.entries()) {
    const isTaken = files.some((file) => path.basename(file).toLowerCase() === name.toLowerCase());
    const file = path.join(dir, isTaken ? `${index + 1} ${name}` : name);
    if (address.startsWith(dataPrefix)) {
      await writeFile(file, Buffer.from(address.slice(dataPrefix.length), 'base64'));
    } else {
      const found = await media.resolve(address);
      if (found === undefined) continue;
      await copyFile(found.file, file);
    }
    files.push(file);
  }
  return files;
}

/** Of the folders that hold what is dragged out. */
const dragPrefix = 'faceloom-drag-';

/** Removes the copies that this process made below `parent`, and those of processes that were killed. */
export async function removeDragged(parent: string): Promise<void> {
  await removeAbandonedFolders(parent, dragPrefix);
  await removeOwnFolders(parent, dragPrefix);
}
