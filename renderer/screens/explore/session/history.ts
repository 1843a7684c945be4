/** A step of a history: what was there after it, and what made it so. */
export interface Step<T> {
  readonly id: number;
  readonly label: string;
  readonly state: T;
  /** What repeated steps of this sort merge by; absent = it stays a step of its own. */
  readonly series?: string;
  /** `data:` URL of the face, once it has been drawn. */
  readonly picture?: string;
}

/** Steps in the order they were made, and the one that is shown: those after it can be done again. */
export interface History<T> {
  readonly steps: readonly [Step<T>, ...Step<T>[]];
  readonly index: number;
}

/** Steps kept; the oldest leave first. */
const stepLimit = 100;

export const startHistory = <T>(state: T, label: string): History<T> => ({
  steps: [{ id: 0, label, state }],
  index: 0,
});

export function shownStep<T>({ steps, index }: History<T>): Step<T> {
  return steps[index] ?? steps[0];
}

export const canUndo = ({ index }: History<unknown>): boolean => index > 0;
export const canRedo = ({ steps, index }: History<unknown>): boolean => index < steps.length - 1;

/** Shows another step; steps that are not there leave it as it is. */
export function goTo<T>(history: History<T>, index: number): History<T> {
  return history.steps[index] ? { ...history, index } : history;
}

export const undo = <T>(history: History<T>): History<T> => goTo(history, history.index - 1);
export const redo = <T>(history: History<T>): History<T> => goTo(history, history.index + 1);

/**
 * Adds a step after the one shown; what had been undone is gone. It takes the place of a step of the same series, so that
 * ten presses of a key are one step back.
 */
export function addStep<T>(history: History<T>, state: T, label: string, series?: string): History<T> {
  const shown = shownStep(history);
  const before = history.steps.slice(0, history.index + 1);
  const isMerged = series !== undefined && shown.series === series;
  const id = Math.max(...history.steps.map((step) => step.id)) + 1;
  const step: Step<T> = { id, label, state, ...(series === undefined ? {} : { series }) };
  const [oldest = step, ...rest] = [...(isMerged ? before.slice(0, -1) : before), step].slice(-stepLimit);
  return { steps: [oldest, ...rest], index: rest.length };
}

/** Without any faces, which are to be drawn anew. */
export function withoutPictures<T>({ steps: [oldest, ...rest], index }: History<T>): History<T> {
  const bare = ({ picture: _, ...step }: Step<T>): Step<T> => step;
  return { steps: [bare(oldest), ...rest.map(bare)], index };
}

/** Puts the drawn face to a step. */
export function withPicture<T>(history: History<T>, id: number, picture: string): History<T> {
  const at = history.steps.findIndex((step) => step.id === id);
  if (at < 0 || history.steps[at]?.picture === picture) return history;
  const [oldest, ...rest] = history.steps;
  const put = (step: Step<T>): Step<T> => (step.id === id ? { ...step, picture } : step);
  return { ...history, steps: [put(oldest), ...rest.map(put)] };
}
