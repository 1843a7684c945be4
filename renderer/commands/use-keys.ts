import { useEffect, useEffectEvent } from 'react';
import { matchesKeys } from './keys.ts';

/** Runs handlers for key combinations while a component is shown, except where an input has the focus. */
export function useKeys(bindings: readonly (readonly [keys: string, run: () => void])[]): void {
  const onKeyDown = useEffectEvent((event: Event) => {
    // Browsers that fill a form in send presses without a key.
    if (!(event instanceof KeyboardEvent)) return;
    if (event.target instanceof Element && event.target.closest(ownKeys)) return;
    for (const [keys, run] of bindings) {
      if (!matchesKeys(keys, event)) continue;
      event.preventDefault();
      run();
    }
  });
  useEffect(() => {
    const abort = new AbortController();
    // Below the window, so that a combination of the shown screen comes before a command's.
    document.documentElement.addEventListener('keydown', onKeyDown, { signal: abort.signal });
    return () => abort.abort();
  }, []);
}

/** Inputs that use letters, digits or arrows themselves. */
const ownKeys = 'input, textarea, select, [contenteditable]:not([contenteditable="false"])';
