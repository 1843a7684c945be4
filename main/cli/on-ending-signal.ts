import { endingSignals } from '../contract/system/ending-signals.ts';
import { exitCodes } from './exit-codes.ts';

/** Where signals come from: the process, or a stand-in for it. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listen: (signal: NodeJS.Signals) => void): unknown;
  off(signal: NodeJS.Signals, listen: (signal: NodeJS.Signals) => void): unknown;
}

/** Calls back at every signal that asks this program to end, which then does not end by itself; gives what undoes that. */
export function onEndingSignal(
  listen: (signal: NodeJS.Signals) => void,
  source: SignalSource = process,
): () => void {
  for (const signal of endingSignals) source.on(signal, listen);
  return () => {
    for (const signal of endingSignals) source.off(signal, listen);
  };
}

interface SecondSignalOptions {
  source?: SignalSource;
  /** Milliseconds of any clock. */
  now?(): number;
  exit?(code: number): void;
}

/**
 * Calls back at the first signal; a second one ends the program at once, unless it was told to listen again, where the end
 * could not be begun. Gives what undoes that; after the first signal it stays, since what follows is the end of the program.
 */
export function onFirstEndingSignal(
  onFirst: (listenAgain: () => void) => void,
  { source, now = () => performance.now(), exit = (code) => process.exit(code) }: SecondSignalOptions = {},
): () => void {
  let firstAtMs: number | undefined;
  const stop = onEndingSignal((signal) => {
    if (firstAtMs === undefined) {
      firstAtMs = now();
      onFirst(() => {
        firstAtMs = undefined;
      });
    } else if (signal !== 'SIGHUP' && now() - firstAtMs > echoMs) exit(exitCodes.interrupted);
  }, source);
  return () => {
    if (firstAtMs === undefined) stop();
  };
}

/**
 * One Ctrl-C may arrive twice: from the terminal, and from npm, which passes it on. A terminal that is closed sends
 * SIGHUP as often as it likes, and nobody presses it.
 */
const echoMs = 1000;

/** Waits for the first signal; a second one ends the program at once. */
export const endingSignal = (): Promise<void> =>
  new Promise((resolve) => void onFirstEndingSignal(() => resolve()));
