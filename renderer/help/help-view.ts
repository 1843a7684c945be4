import { createValueStore } from '../client/value-store.ts';
import type { ManualPlace } from './manual.ts';

/** What the Help panel shows. */
export interface HelpView {
  isOpen: boolean;
  /** Places in the order in which they were opened. The last one is shown; without any, the contents. */
  trail: readonly ManualPlace[];
  /** What had the focus on the screen when the panel was opened; it gets it back. */
  opener: Element | null;
}

export const helpView = createValueStore<HelpView>({ isOpen: false, trail: [], opener: null });

/** Marks the panel in the page. */
export const helpPanelId = 'help-panel';

/** Opens the panel where it was left, or closes it. */
export function toggleHelp(): void {
  const view = helpView.get();
  if (view.isOpen) closeHelp();
  else helpView.set({ ...view, isOpen: true, opener: focusOutside() });
}

/** Opens the panel at a place; the way back leads to what it showed before. */
export function openHelp(place: ManualPlace): void {
  const { trail } = helpView.get();
  helpView.set({ isOpen: true, trail: [...trail, place], opener: focusOutside() });
}

/** Shows what the panel showed before. */
export function goBackInHelp(): void {
  const view = helpView.get();
  helpView.set({ ...view, trail: view.trail.slice(0, -1) });
}

/** Shows the contents. */
export function showHelpContents(): void {
  helpView.set({ ...helpView.get(), trail: [] });
}

/** Closes the panel, which keeps its place. */
export function closeHelp(): void {
  helpView.set({ ...helpView.get(), isOpen: false });
}

/** What has the focus; while that is a part of the panel, what had it before. */
function focusOutside(): Element | null {
  const { activeElement } = document;
  return activeElement?.closest(`#${helpPanelId}`) ? helpView.get().opener : activeElement;
}
