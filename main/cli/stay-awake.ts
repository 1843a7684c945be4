import { type ChildProcess, spawn } from 'node:child_process';
import { findProgram } from '../setup/find-program.ts';
import type { Studio } from '../studio/studio.ts';

/** A program that keeps the computer awake for as long as its standard input is open. */
export type Inhibitor = readonly [program: string, ...args: string[]];

/** The system's own way to stay awake: systemd's on Linux, caffeinate on macOS; undefined where there is none. */
export function findInhibitor(
  platform: NodeJS.Platform = process.platform,
  find: (name: string) => string | undefined = findProgram,
): Inhibitor | undefined {
  if (platform === 'darwin') {
    const caffeinate = find('caffeinate');
    // -i: the system may not idle to sleep, the display may; it ends with the program that it runs (caffeinate(8)).
    return caffeinate === undefined ? undefined : [caffeinate, '-i', 'cat'];
  }
  if (platform !== 'linux') return undefined;
  const inhibit = find('systemd-inhibit');
  const why = ['--what=idle:sleep', '--who=Faceloom', '--why=A run is training or pictures are imported'];
  // The lock is held while the program runs (systemd-inhibit(1)); `cat` ends when this process does, however it ends.
  return inhibit === undefined ? undefined : [inhibit, ...why, '--mode=block', 'cat'];
}

/** Work that is shorter than this is not worth a process, in milliseconds. */
const graceMs = 20_000;

/** Keeps the computer awake while the studio works; returns the function that ends it. */
export function stayAwake(
  studio: Pick<Studio, 'isWorking'>,
  inhibitor: Inhibitor | undefined,
  waitMs = graceMs,
): () => void {
  if (inhibitor === undefined) return () => undefined;
  let child: ChildProcess | undefined;
  let hasFailed = false;
  const release = () => {
    child?.stdin?.end();
    child = undefined;
  };
  const look = () => {
    const isWorking = studio.isWorking();
    if (!isWorking) release();
    else if (child === undefined && !hasFailed) child = begin(inhibitor, () => (hasFailed = true));
  };
  const timer = setInterval(look, waitMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    release();
  };
}

/** A process that may not hold the lock, as over SSH, ends by itself: then the computer sleeps as it always does. */
function begin([program, ...args]: Inhibitor, onFailure: () => void): ChildProcess {
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'ignore'] });
  child.on('error', onFailure);
  child.on('exit', (code) => code !== 0 && onFailure());
  // It ended before its input did; its exit has told.
  child.stdin.on('error', onFailure);
  child.unref();
  return child;
}

/** What `serve` says about sleep, in a sentence. */
export const sleepAdvice = (inhibitor: Inhibitor | undefined): string =>
  inhibitor === undefined
    ? 'A computer that sleeps does not train: switch its sleep off in the settings of the system.'
    : 'While it works, the computer is asked not to sleep; closing the lid of a laptop still lets it.';
