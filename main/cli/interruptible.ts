import { StudioError } from '../contract/errors.ts';
import { exitCodes } from './exit-codes.ts';

/** Work that Ctrl-C stops at its next step, so that it can tidy away what it began; a second one ends the program at once. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort(
      new StudioError('CANCELLED', 'Cancelled. Nothing half-made was kept.', {
        next: 'Start it again when you like.',
      }),
    );
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
