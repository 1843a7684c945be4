import { useEffect } from 'react';
import { createValueStore, useValueStore } from '../client/value-store.ts';

/** Widths of the panels at the left that a person can set, in pixels. */
export const panelWidths = { least: 180, usual: 248, most: 440 } as const;

/** Undefined where nothing was set, so that the panel goes by the window. */
const panelWidth = createValueStore(recall());

/** Follows the width, also to another display: each has its own. */
export function usePanelWidth(): number | undefined {
  useEffect(() => {
    // A window that comes to another display is told of a new size.
    const look = () => panelWidth.set(recall());
    window.addEventListener('resize', look);
    return () => window.removeEventListener('resize', look);
  }, []);
  return useValueStore(panelWidth);
}

/** Keeps a width for this display; undefined goes back to the usual one. */
export function setPanelWidth(wanted: number | undefined): void {
  if (wanted === undefined) localStorage.removeItem(storageKey());
  else localStorage.setItem(storageKey(), String(Math.round(clamped(wanted))));
  panelWidth.set(recall());
}

function recall(): number | undefined {
  const kept = Number.parseInt(localStorage.getItem(storageKey()) ?? '', 10);
  return Number.isNaN(kept) ? undefined : clamped(kept);
}

const clamped = (width: number) => Math.max(panelWidths.least, Math.min(panelWidths.most, width));

function storageKey(): string {
  const { width, height } = window.screen;
  return `faceloom.panel-width.${width}x${height}`;
}
