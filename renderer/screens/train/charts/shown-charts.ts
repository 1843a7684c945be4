import { createValueStore } from '../../../client/value-store.ts';
import { type ChartId, chartIds } from './run-charts.ts';

/** Charts that the user switched on or off by hand, remembered in this browser. */
export type ChartChoices = Readonly<Partial<Record<ChartId, boolean>>>;

function readChoices(): ChartChoices {
  const words = new Set((localStorage.getItem(storageKey) ?? '').split(' '));
  const chosen = chartIds.filter((id) => words.has(id) || words.has(`-${id}`));
  return Object.fromEntries(chosen.map((id) => [id, words.has(id)]));
}

const storageKey = 'faceloom.charts';

export const chartChoices = createValueStore<ChartChoices>(readChoices());

chartChoices.subscribe(() => {
  const words = Object.entries(chartChoices.get()).map(([id, isShown]) => (isShown ? id : `-${id}`));
  localStorage.setItem(storageKey, words.join(' '));
});

/** What is shown: the user's choice, else what fits the run. */
export const isShown = (id: ChartId, choices: ChartChoices, fitting: readonly ChartId[]): boolean =>
  choices[id] ?? fitting.includes(id);
