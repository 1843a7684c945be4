import type { LatentSpace } from '../../../main/contract/latents/space.ts';
import { parseVectors } from '../../../main/contract/latents/vector-file.ts';
import type { DropTaker } from '../../client/drop-taker.ts';
import { projectPhoto } from './panels/photo-actions.ts';
import { shownTool } from './panels/ToolsPanel.tsx';
import type { Session } from './session/session.ts';
import { showVector } from './vector/vector-actions.ts';

/** What dropped files become on the Explore screen: the first file's vector, or the photo that is looked for. */
export const takesDrops = (session: Session, space: LatentSpace): DropTaker => ({
  title: 'Drop a photo or a vector',
  hint: 'For a photo, the nearest face is looked for; a CSV, JSON or npy file is drawn.',
  async take([file]) {
    if (!file) return;
    if (vectorFile.test(file.name)) {
      const [vector] = parseVectors(await file.bytes(), space);
      if (vector) showVector(session, vector);
    } else {
      shownTool.set('photo');
      await projectPhoto(session, file);
    }
  },
});

const vectorFile = /\.(csv|tsv|txt|json|npy)$/i;
