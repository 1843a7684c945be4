import type { PowerSaveBlocker } from 'electron';

/**
 * Keeps the computer from sleeping while there is work; the display may sleep. Gives the function that looks whether
 * there is. `prevent-app-suspension` "keeps the system active, but allows the screen to be turned off", and `start`
 * gives a number that `stop` takes (electronjs.org/docs/api/power-save-blocker).
 */
export function stayAwake(
  isWorking: () => boolean,
  blocker: Pick<PowerSaveBlocker, 'start' | 'stop'>,
): () => void {
  let id: number | undefined;
  return () => {
    if (isWorking() === (id !== undefined)) return;
    if (id === undefined) {
      id = blocker.start('prevent-app-suspension');
    } else {
      blocker.stop(id);
      id = undefined;
    }
  };
}
