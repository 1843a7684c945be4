/** How much of an evaluation is done, in all its parts together. */
export interface WorkDone {
  done: number;
  total: number;
}

/**
 * What the parts of an evaluation take, one after the other: parts have speeds of their own, and only together they tell
 * the time that is left. The unit is the time of one picture in the face network.
 */
export class EvaluationWork<Part extends string> {
  readonly #parts: readonly (readonly [Part, number])[];

  constructor(costs: Readonly<Partial<Record<Part, number>>>) {
    this.#parts = Object.entries(costs) as [Part, number][];
  }

  /** When so much of a part is done, from 0 to 1. */
  at(part: Part, fraction: number): WorkDone {
    const place = this.#parts.findIndex(([name]) => name === part);
    const done = sum(this.#parts.slice(0, place)) + fraction * (this.#parts[place]?.[1] ?? 0);
    return { done, total: sum(this.#parts) };
  }
}

const sum = (parts: readonly (readonly [string, number])[]) =>
  parts.reduce((total, [, cost]) => total + cost, 0);
