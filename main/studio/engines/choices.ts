import { createHash } from 'node:crypto';
import type { StepMode, StepModeChoice } from '../../contract/engines.ts';
import { StudioError } from '../../contract/errors.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import type { Progress } from '../../contract/system/jobs.ts';
import type { Candidate } from './candidates.ts';

/** What a process is to run with. */
export interface Chosen {
  candidate: Candidate;
  mode?: StepMode;
}

export interface Asking {
  signal?: AbortSignal | undefined;
  report?: ((progress: Progress) => void) | undefined;
}

/** Keys begin with the engine. */
export const engineOf = (key: string) => key.split(' ')[0];

export const describe = ({ engine, settings, title, environment }: Candidate) => ({
  engine,
  settings,
  title,
  environment,
});

/** A proof inside other work says what it is for. */
export const proving = ({ signal, report }: Asking): Asking => ({
  signal,
  report: report && ((progress) => report({ ...progress, note: `Proving the engine: ${progress.note}` })),
});

export function modesOf(
  { modes }: Candidate,
  { asked, expected }: { asked: StepModeChoice; expected: StepMode },
  { deterministic }: RunConfig,
): StepMode[] {
  if (asked !== 'auto' && modes.length > 1) return [asked];
  // XLA may add up in another order each time it compiles.
  const allowed = modes.filter((mode) => !(deterministic && mode === 'graph+xla'));
  return allowed.toSorted((a, b) => Number(b === expected) - Number(a === expected));
}

/** The same for two configs whose steps do the same work. */
export function workKey({
  seed: _,
  maxKimg: __,
  maxMinutes: ___,
  tensorBoard: ____,
  ...config
}: RunConfig): string {
  return createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16);
}

export const nothingRight = (failures: readonly string[]) =>
  new StudioError('ENGINE_UNAVAILABLE', 'No engine computes rightly on this machine.', {
    next: 'Run "faceloom doctor --prove" and report what it says.',
    subject: failures.join(' ').slice(0, 600),
  });
