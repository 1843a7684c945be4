import { useState } from 'react';

/** Which entries of a list are chosen, and how a press changes that. */
export interface Selection<Id> {
  readonly ids: ReadonlySet<Id>;
  /** Adds or takes away one; with `isRange`, everything since the last press. */
  toggle(index: number, isRange: boolean): void;
  selectAll(): void;
  clear(): void;
}

/** The ids chosen after pressing `index`: everything from `anchor` to it for a range, or that one turned over. */
export function togglePress<Id>(
  order: readonly Id[],
  chosen: ReadonlySet<Id>,
  index: number,
  anchor: number | undefined,
): Set<Id> {
  const next = new Set(chosen);
  const pressed = order[index];
  if (pressed === undefined) return next;
  if (anchor !== undefined) {
    for (const id of order.slice(Math.min(anchor, index), Math.max(anchor, index) + 1)) next.add(id);
  } else if (!next.delete(pressed)) {
    next.add(pressed);
  }
  return next;
}

/** A selection over an ordered list; ids that are no longer in the list fall out. */
export function useSelection<Id>(order: readonly Id[]): Selection<Id> {
  const [chosen, setChosen] = useState<ReadonlySet<Id>>(new Set());
  const [anchor, setAnchor] = useState<number>();
  const ids = new Set(order.filter((id) => chosen.has(id)));
  return {
    ids,
    toggle(index, isRange) {
      setChosen(togglePress(order, ids, index, isRange ? anchor : undefined));
      setAnchor(index);
    },
    selectAll: () => setChosen(new Set(order)),
    clear: () => setChosen(new Set()),
  };
}
