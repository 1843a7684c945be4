import type { Face } from '../../../main/contract/faces/faces.ts';
import type { FaceId } from '../../../main/contract/ids.ts';
import { createValueStore } from '../../client/value-store.ts';

/** The faces that were generated in this window, newest first, saved or not. */
export const tray = createValueStore<readonly Face[]>([]);

/** The studio keeps this many unsaved faces; the tray shows no more, so that none of its pictures is gone. */
const trayLimit = 400;

/** Puts newly generated faces first. */
export function addToTray(faces: readonly Face[]): void {
  tray.set([...faces, ...tray.get()].slice(0, trayLimit));
}

/** Notes what has changed of faces. */
export function changeInTray(
  ids: ReadonlySet<FaceId>,
  change: { saved?: true; rating?: number | undefined },
): void {
  tray.set(tray.get().map((face) => (ids.has(face.id) ? { ...face, ...change } : face)));
}

/** Notes that faces are in the gallery now. */
export const markSaved = (ids: ReadonlySet<FaceId>): void => changeInTray(ids, { saved: true });

/** Takes faces out that have been removed; gives those that were in it. */
export function removeFromTray(ids: ReadonlySet<FaceId>): Face[] {
  const taken = tray.get().filter(({ id }) => ids.has(id));
  tray.set(tray.get().filter(({ id }) => !ids.has(id)));
  return taken;
}
