import type { VectorPoint } from '../../../../main/contract/latents/recipe.ts';
import { formatVector } from '../../../../main/contract/latents/vector-file.ts';
import { notifyDone } from '../../../client/notify.tsx';
import { saveBlob } from '../../../client/save-file.ts';
import { client } from '../../../client/studio.ts';
import { recipeOf, replacedBy } from '../session/exploration.ts';
import { commit, type Session, shownExploration } from '../session/session.ts';
import { type VectorFormat, writeVector } from './write-vector.ts';

/** Puts the numbers of the face on the clipboard. */
export async function copyVector(session: Session): Promise<void> {
  const vector = await vectorOf(session);
  await navigator.clipboard.writeText(formatVector(vector));
  notifyDone('Copied', `The ${vector.values.length} numbers of the face are on the clipboard.`);
}

/** The numbers of the face that is shown, all that is done to it included. */
const vectorOf = (session: Session): Promise<VectorPoint> =>
  client.latents.vector({ from: session.from, recipe: recipeOf(shownExploration(session)) });

export async function downloadVector(session: Session, format: VectorFormat): Promise<void> {
  saveBlob(`face-vector.${format}`, writeVector(format, await vectorOf(session)));
}

/** Shows the face of a vector. */
export function showVector(session: Session, vector: VectorPoint): void {
  commit(session, replacedBy(shownExploration(session), vector), 'Vector');
}
