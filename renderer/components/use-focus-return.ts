import { useEffect, useState } from 'react';

/**
 * Gives the focus back to what had it when the component appeared, once the component is gone. Mantine's own does so
 * only for a dialog that stays mounted while it is closed.
 */
export function useFocusReturn(): void {
  // In the first render: the dialog takes the focus as soon as it is there.
  const [opener] = useState(focusHolder);
  useEffect(
    () => () => {
      // After whatever moves the focus on purpose as it closes the dialog.
      setTimeout(() => {
        if (document.activeElement === null || document.activeElement === document.body)
          opener?.focus({ preventScroll: true });
      });
    },
    [opener],
  );
}

/** What has the focus; in place of an entry of a menu, which goes away, the button of the menu. */
function focusHolder(): HTMLElement | undefined {
  const held = document.activeElement;
  const menuButton = held?.closest('[role=menu]')?.getAttribute('aria-labelledby');
  const holder = menuButton ? document.getElementById(menuButton) : held;
  return holder instanceof HTMLElement ? holder : undefined;
}
