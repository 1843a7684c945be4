import { type GeneratorRef, generatorKey } from '../../main/contract/generators.ts';
import { createValueStore } from '../client/value-store.ts';
import { navigate } from '../view-state.ts';

/** What was compared last, for those who come back without saying what. */
export const lastCompared = createValueStore<readonly GeneratorRef[]>([]);

/** Shows these side by side, each once. */
export function compare(refs: readonly GeneratorRef[]): void {
  const subjects = [...new Map(refs.map((ref) => [generatorKey(ref), ref])).values()];
  lastCompared.set(subjects);
  navigate({ screen: 'compare', subjects });
}

/** Adds generators to what is compared. */
export const addToComparison = (...refs: readonly GeneratorRef[]): void =>
  compare([...lastCompared.get(), ...refs]);
