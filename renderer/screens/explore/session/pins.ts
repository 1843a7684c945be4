import { type LatentOrigin, seedRecipe } from '../../../../main/contract/latents/recipe.ts';
import { replacedBy } from './exploration.ts';
import { pointOf, showRecipe } from './face-actions.ts';
import type { PinName } from './pinned.ts';
import { commit, type Session, shownExploration } from './session.ts';

/** Puts the face that is shown aside, in place of what was there. */
export async function pin(session: Session, name: PinName): Promise<void> {
  const point = await pointOf(session, shownExploration(session));
  // A copy, so that two pins of one face are told apart where stages are taken from them.
  session.pins.set({ ...session.pins.get(), [name]: { ...point } });
}

export function unpin({ pins }: Session, name: PinName): void {
  const { [name]: _, ...others } = pins.get();
  pins.set(others);
}

/** Makes a pinned face the one that is shown. */
export function showPin(session: Session, name: PinName): void {
  const point = session.pins.get()[name];
  if (point) commit(session, replacedBy(shownExploration(session), point), `Pin ${name}`);
}

/** Makes a face that was combined from pins the one that is shown. */
export const showCombined = (session: Session, origin: LatentOrigin, label: string): Promise<void> =>
  showRecipe(session, { ...seedRecipe(0, 0), origin }, label);
