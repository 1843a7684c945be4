import type { Face } from '../../../main/contract/faces/faces.ts';
import type { FaceId } from '../../../main/contract/ids.ts';
import { notifyDone, notifyFailure, notifyUndo } from '../../client/notify.tsx';
import { client } from '../../client/studio.ts';
import { formatQuantity } from '../../format.ts';
import { addToTray, changeInTray, markSaved, removeFromTray } from './tray.ts';

/** Draws new faces into the tray. */
export async function generateFaces(input: Parameters<typeof client.faces.generate>[0]): Promise<void> {
  const { faces } = await client.faces.generate(input);
  addToTray(faces);
}

/** Keeps faces in the gallery. */
export async function saveFaces(faces: readonly Face[]): Promise<void> {
  const ids = faces.filter(({ saved }) => !saved).map(({ id }) => id);
  if (ids.length === 0) return;
  await client.faces.save({ ids });
  markSaved(new Set(ids));
}

/** Takes faces out of the gallery; for a while they can be brought back. */
export async function removeFaces(ids: readonly FaceId[]): Promise<void> {
  if (ids.length === 0) return;
  await client.faces.remove({ ids: [...ids] });
  const taken = removeFromTray(new Set(ids));
  notifyUndo('faces-removed', `${formatQuantity(ids.length, 'face')} removed`, async () => {
    await client.faces.restore({ ids: [...ids] });
    addToTray(taken);
  });
}

/** Rates faces, which also keeps them; `null` takes the rating away. */
export async function rateFaces(ids: readonly FaceId[], rating: number | null): Promise<void> {
  try {
    const { before } = await client.faces.rate({ ids: [...ids], rating });
    changeInTray(new Set(ids), { saved: true, rating: rating ?? undefined });
    if (ids.length === 1) return;
    const done = `${formatQuantity(ids.length, 'face')} ${rating === null ? 'no longer rated' : `rated ${rating}`}`;
    notifyUndo('faces-rated', done, async () => {
      for (const earlier of before) {
        await client.faces.rate(earlier);
        changeInTray(new Set(earlier.ids), { rating: earlier.rating ?? undefined });
      }
    });
  } catch (error) {
    notifyFailure(error);
  }
}

/** Adds tags to faces, which also keeps them, and takes others away. */
export async function tagFaces(
  ids: readonly FaceId[],
  { add, remove }: { add: string[]; remove: string[] },
): Promise<void> {
  const { undo } = await client.faces.tag({ ids: [...ids], add, remove });
  if (add.length > 0) markSaved(new Set(ids));
  if (ids.length === 1) return;
  notifyUndo('faces-tagged', `Tags of ${formatQuantity(ids.length, 'face')} changed`, async () => {
    for (const step of undo) await client.faces.tag(step);
  });
}

/** Writes a note on a face, which also keeps it. */
export async function noteFace(id: FaceId, note: string): Promise<void> {
  await client.faces.note({ id, note });
  markSaved(new Set([id]));
}

/** Draws a face from its recipe once more and tells what came of it. */
export async function makeAgain(id: FaceId): Promise<void> {
  const made = await client.faces.makeAgain({ id });
  switch (made.outcome) {
    case 'identical':
      notifyDone('The identical picture', 'Drawn again from its recipe: the same to the last bit.');
      break;
    case 'restored':
      notifyDone('The picture is back', 'Its file could not be read; it was drawn again from its recipe.');
      break;
    case 'different':
      addToTray([made.face]);
      notifyDone(
        'Not the same picture',
        `It differs by up to ${made.levels} of 255 levels, as after a change of engine; the one drawn now is among the new faces.`,
      );
  }
}
