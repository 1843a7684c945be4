import type { DragEvent } from 'react';
import { type DraggedPicture, mostDragged } from '../../main/contract/system/bridge.ts';
import { notifyDone } from './notify.tsx';
import { bridge } from './studio.ts';

/**
 * Lets pictures be dragged out of the window as files: by the system's own drag on the desktop, as a download in
 * browsers that know them (Chromium). For `onDragStart` of an element with `draggable`.
 */
export function dragOut(event: DragEvent, pictures: readonly DraggedPicture[]): void {
  if (bridge) {
    // The system's drag takes the place of the page's.
    event.preventDefault();
    bridge.dragOut(pictures.slice(0, mostDragged));
    if (pictures.length > mostDragged)
      notifyDone(`The first ${mostDragged} are dragged`, 'Export them to get all of them at once.');
    return;
  }
  // A browser downloads one file at a time.
  const [picture] = pictures;
  if (picture === undefined) return;
  const address = new URL(picture.address, window.location.href).href;
  event.dataTransfer.effectAllowed = 'copy';
  event.dataTransfer.setData('DownloadURL', `image/png:${picture.name}:${address}`);
}

/** A name for a picture's file: what is shown of it, without what file systems forbid. */
export const pictureName = (label: string): string => {
  const safe = label
    .replaceAll(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .replaceAll(/ +/g, ' ')
    .replace(/^[ .]+/, '')
    .slice(0, 70)
    .trim();
  return `${safe || 'Face'}.png`;
};
