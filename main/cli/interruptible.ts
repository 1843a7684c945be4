import { StudioError } from '../contract/errors.ts';
import { onFirstEndingSignal } from './on-ending-signal.ts';

/**
 * Work that Ctrl-C stops at its next step, so that it can tidy away what it began; `say` tells so at once. A second
 * Ctrl-C ends the program there and then.
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  say: (line: string) => void,
): Promise<T> {
  const controller = new AbortController();
  const stopListening = onFirstEndingSignal(() => {
    say(stopping);
    controller.abort(
      new StudioError('CANCELLED', 'Cancelled. Nothing half-made was kept.', {
        next: 'Start it again when you like.',
      }),
    );
  });
  try {
    return await work(controller.signal);
  } finally {
    stopListening();
  }
}

/** What is said at the first Ctrl-C, for the step that is under way may take a while. */
export const stopping = 'Stopping … Press Ctrl-C again to end now.';
