import { type LatentPoint, type LatentRecipe, seedRecipe } from '../../../../main/contract/latents/recipe.ts';
import { notifyDone } from '../../../client/notify.tsx';
import { client } from '../../../client/studio.ts';
import { centredAt, type Exploration, recipeOf, replacedBy } from './exploration.ts';
import { commit, type Session, shownExploration } from './session.ts';

/** Shows a seed's face; what is done to faces stays. */
export function showSeed(session: Session, seed: number, series?: string): void {
  const centre = { kind: 'seed', seed, index: 0 } as const;
  commit(session, centredAt(shownExploration(session), centre), `Seed ${seed}`, series);
}

/** Four digits: as many faces as anybody will look at, and short enough to be noted. */
const anySeed = () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % 10_000;

export const showAnySeed = (session: Session): void => showSeed(session, anySeed());

/** The pad walks along two other random directions. */
export function turnPad(session: Session): void {
  const exploration = shownExploration(session);
  commit(session, { ...exploration, x: 0, y: 0, plane: anySeed() }, 'Other directions');
}

/** The latents of a face: its seed where that says all, otherwise its numbers. */
export async function pointOf({ from }: Session, exploration: Exploration): Promise<LatentPoint> {
  const recipe = recipeOf(exploration);
  const { origin, edits, mix, truncation } = recipe;
  const isOwn = edits.length === 0 && mix.length === 0 && truncation === 1;
  if (isOwn && (origin.kind === 'seed' || origin.kind === 'vector')) return origin;
  return client.latents.vector({ from, recipe });
}

/** Makes the face that is shown the middle of the pad. */
export async function centrePad(session: Session): Promise<void> {
  const exploration = shownExploration(session);
  const centre = await pointOf(session, exploration);
  commit(session, replacedBy(exploration, centre), 'Centre here');
}

/** Shows the face of a recipe that was kept. */
export async function showRecipe(session: Session, recipe: LatentRecipe, label: string): Promise<void> {
  const { origin } = recipe;
  const isPoint = origin.kind === 'seed' || origin.kind === 'vector';
  const { from } = session;
  const centre = isPoint
    ? origin
    : await client.latents.vector({ from, recipe: { ...seedRecipe(0, 0), origin } });
  const { edits, mix, truncation } = recipe;
  commit(session, { ...replacedBy(shownExploration(session), centre), edits, mix, truncation }, label);
}

/** Draws the face into the gallery, with how it was made. */
export async function saveFace(session: Session): Promise<void> {
  await client.faces.keep({ from: session.from, recipes: [recipeOf(shownExploration(session))] });
  notifyDone('Saved', 'The face is in the gallery, with how it was made.');
}
