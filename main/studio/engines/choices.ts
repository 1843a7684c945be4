import type { EngineChoice, StepMode, StepModeChoice } from '../../contract/engines.ts';
import { StudioError } from '../../contract/errors.ts';
import type { GradientForms } from '../../contract/gradient-kernels.ts';
import { besideSteps, leavesXlaOut, type RunConfig } from '../../contract/runs/run-config.ts';
import type { Progress } from '../../contract/system/jobs.ts';
import type { Settings } from '../../contract/system/system.ts';
import { isInstalledProgram } from '../../program/installed-program.ts';
import { sha256 } from '../../protocol/sha256.ts';
import { computeEnvironment } from '../compute-process/compute-environment.ts';
import type { Candidate } from './candidates.ts';
import { libraryVariables } from './machine.ts';

/** What a process is to run with. */
export interface Chosen {
  candidate: Candidate;
  mode?: StepMode;
  /** Of the library that was proved, where it is known. */
  version?: string | undefined;
  /** Of our kernels for graphics cards, as they were proved with it. */
  forms?: GradientForms | undefined;
  /** A full sentence on a card that would have been tried, and is gone. */
  goneCard?: string | undefined;
}

/** What a run is trained with. */
export type ChosenForRun = Chosen & { mode: StepMode };

export interface Asking {
  signal?: AbortSignal | undefined;
  report?: ((progress: Progress) => void) | undefined;
}

/** A candidate as people are told of it, with all that its processes get; `steps` are those of a run. */
export const describe = (
  { engine, settings, title, environment, device }: Candidate,
  threads: number,
  steps?: { mode: StepMode; config: RunConfig },
) => ({
  engine,
  settings,
  title,
  environment: { ...libraryVariables(), ...computeEnvironment(threads, steps), ...environment },
  ...(device === undefined ? {} : { device: { uuid: device.uuid, name: device.name } }),
});

/** What can be used, or not, together: all settings for the processor, and all of one card. */
export const setupOf = ({ engine, device }: Candidate): string =>
  device === undefined ? engine : `${engine} on ${device.uuid}`;

/** What is missing where a candidate is: the second card may be, while the first one is there. */
export const neededBy = (candidate: Candidate): string =>
  candidate.isSecond ? candidate.settings : setupOf(candidate);

/** What the user wants to compute on. */
export type Preference = Pick<Settings, 'device' | 'exactFloat32' | 'halfPrecision'>;

/** The candidates that may be used; a card that was chosen and has gone since is as good as none chosen. */
export function allowed(
  candidates: readonly Candidate[],
  engine: EngineChoice,
  { device, exactFloat32, halfPrecision }: Preference,
): readonly Candidate[] {
  const isHere = device === 'processor' || candidates.some((each) => each.device?.uuid === device);
  const fits = ({ device: own }: Candidate) =>
    !isHere || (device === 'processor' ? own === undefined : own?.uuid === device);
  // Who chose the processor, or another card, did not choose the one that WebGPU prefers.
  const isTakenByItself = ({ isOnRequest, engine: own }: Candidate) =>
    !isOnRequest && (own !== 'webgpu' || !isHere);
  return candidates.filter(
    (candidate) =>
      (engine === 'auto' ? isTakenByItself(candidate) : candidate.engine === engine) &&
      !(exactFloat32 && candidate.isRounded) &&
      (halfPrecision || !candidate.isHalf) &&
      (fits(candidate) || candidate.engine !== 'tensorflow'),
  );
}

/** A proof inside other work says what it is for. */
export const proving = ({ signal, report }: Asking): Asking => ({
  signal,
  report: report && ((progress) => report({ ...progress, note: `Proving the engine: ${progress.note}` })),
});

export function modesOf(
  { modes }: Candidate,
  { asked, expected }: { asked: StepModeChoice; expected: StepMode },
  config: RunConfig,
): StepMode[] {
  const withoutXla = leavesXlaOut(config);
  if (asked !== 'auto' && modes.length > 1) return [withoutXla && asked === 'graph+xla' ? 'graph' : asked];
  const allowed = modes.filter((mode) => !(withoutXla && mode === 'graph+xla'));
  return allowed.toSorted((a, b) => Number(b === expected) - Number(a === expected));
}

const isBeside: ReadonlySet<string> = new Set(besideSteps);

/** The same for two configs whose steps compute the same: a run that goes on with another limit is not proved again. */
export function workKey(config: RunConfig): string {
  const ofSteps = Object.entries(config).filter(([field]) => !isBeside.has(field));
  return sha256(JSON.stringify(ofSteps)).slice(0, 16);
}

export const nothingRight = (failures: readonly string[]) =>
  new StudioError('ENGINE_UNAVAILABLE', 'No engine computes rightly on this machine.', {
    next: isInstalledProgram
      ? 'Open the engines in Settings and report what they say.'
      : 'Run "faceloom doctor --prove" and report what it says.',
    subject: failures.join(' ').slice(0, 600),
  });
