import type { LatentSpace } from '../../../main/contract/latents/space.ts';
import { parseVectors } from '../../../main/contract/latents/vector-file.ts';
import type { DropTaker } from '../../client/drop-taker.ts';
import { droppedKind } from './dropped-kind.ts';
import { projectPhoto } from './panels/photo-actions.ts';
import { shownTool } from './panels/ToolsPanel.tsx';
import type { Session } from './session/session.ts';
import { showVector } from './vector/vector-actions.ts';

/** What dropped files become on the Explore screen: the first vector of a file, or the photo that is looked for. */
export const takesDrops = (session: Session, space: LatentSpace): DropTaker => ({
  title: 'Drop a photo or a vector',
  hint: 'For a photo, the nearest face is looked for; a CSV, JSON or npy file is drawn. All else is imported.',
  take(files) {
    const [file] = files;
    const kind = droppedKind(files);
    if (file === undefined || kind === undefined) return undefined;
    return kind === 'vector' ? drawVector(session, space, file) : lookFor(session, file);
  },
});

async function drawVector(session: Session, space: LatentSpace, file: File): Promise<void> {
  const [vector] = parseVectors(await file.bytes(), space);
  if (vector) showVector(session, vector);
}

async function lookFor(session: Session, photo: File): Promise<void> {
  shownTool.set('photo');
  await projectPhoto(session, photo);
}
