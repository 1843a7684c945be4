import { useValueStore } from '../../../client/value-store.ts';
import type { Exploration } from './exploration.ts';
import { shownStep } from './history.ts';
import type { Session } from './session.ts';

/** What is shown now, and the step of the history that it goes out from. */
export function useExploration({ draft, history }: Session): { shown: Exploration; settled: Exploration } {
  const settled = shownStep(useValueStore(history)).state;
  return { shown: useValueStore(draft) ?? settled, settled };
}
