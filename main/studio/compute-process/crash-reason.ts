import { StudioError } from '../../contract/errors.ts';
import { cardError } from '../../graphics-cards/card-errors.ts';
import type { ComputeExit } from './compute-launcher.ts';
import { toUnsigned } from './exit-status.ts';

/** How the error of a process that ended too early is worded. */
export interface CrashWords {
  /** Who ended, as the beginning of a sentence: "The training process". */
  subject: string;
  /** What a person can do about it, as a full sentence. */
  next: string;
}

/** The error of a process that ended before its work was done; the last line that it wrote is what it is about. */
export class ComputeCrash extends StudioError {
  /** Why it ended, as the second half of a sentence. */
  readonly reason: string;
  /** Whether its engine may be at fault. */
  readonly isFault: boolean;

  constructor(exit: ComputeExit, { subject, next }: CrashWords) {
    const reason = crashReason(exit);
    const lastLine = exit.errorTail.trim().split('\n').at(-1);
    super('COMPUTE_CRASHED', `${subject} stopped unexpectedly: ${reason}.`, {
      next,
      ...(lastLine === undefined || lastLine === '' ? {} : { subject: lastLine.slice(0, 300) }),
    });
    this.reason = reason;
    this.isFault = isFault(exit);
  }
}

/** The same, or what a graphics card said at the end, where one did. */
export const endError = (exit: ComputeExit, words: CrashWords): StudioError =>
  cardError(exit.errorTail) ?? new ComputeCrash(exit, words);

/** How a process ends whose engine does what this processor or system cannot; a person and a full memory kill otherwise. */
const faultSignals: ReadonlySet<string> = new Set(['SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGBUS', 'SIGSYS']);

/**
 * Whether an engine may be at fault for the end of a process that had not said how its task ended. A library that gives
 * up, after a check of its own or on a broken heap, ends the process by SIGABRT or with an exit code; where it says that
 * memory ran out, or what a graphics card did, it is not the engine's fault.
 */
export function isFault({ signal, code, errorTail, isEngineFault }: ComputeExit): boolean {
  if (isEngineFault !== undefined) return isEngineFault;
  if (signal !== null && faultSignals.has(signal)) return true;
  if (signal === 'SIGABRT') return !saysShortOfMemory(errorTail) && cardError(errorTail) === undefined;
  return signal === null && code !== null && code !== endedByOthers;
}

/** Of what a Windows user ended in the task manager, and of a program file that cannot be loaded. */
const endedByOthers = 1;

/** In the words of the C++ library, of V8, of the kernel and of TensorFlow. */
export const saysShortOfMemory = (text: string): boolean =>
  /bad_alloc|out of memory|cannot allocate memory|heap limit|failed to allocate|allocation failed|\bOOM\b/i.test(
    text,
  );

/** Why a process ended, as far as its exit tells. */
export function crashReason({ code, signal, fault }: ComputeExit): string {
  if (fault !== undefined) return fault;
  if (signal !== null) return signalReasons[signal] ?? `it was ended by the signal ${signal}`;
  if (code === null) return 'it could not be started';
  if (code === 0) return 'it ended before its work was done';
  if (Math.abs(code) < 2 ** 16) return `it ended with code ${code}`;
  return `it crashed, with the Windows error 0x${toUnsigned(code).toString(16).toUpperCase()}`;
}

const signalReasons: Readonly<Record<string, string>> = {
  SIGKILL: 'it was killed, by a person or because memory ran out',
  SIGTERM: 'it was told to end by a person or by the system (SIGTERM)',
  SIGFPE: 'it crashed in its arithmetic, with a "divide error" (SIGFPE)',
  SIGSEGV: 'it crashed when it used memory that is not its own (SIGSEGV)',
  SIGBUS: 'it crashed when it read memory that is not there (SIGBUS)',
  SIGILL: 'it crashed at an instruction that this processor does not have (SIGILL)',
  SIGSYS: 'it was ended when it asked the system for what is not allowed here (SIGSYS)',
  SIGABRT: 'it gave up by itself, after an error or because memory ran out (SIGABRT)',
  SIGTRAP: 'it stopped at a check of its own, after an error or because memory ran out (SIGTRAP)',
};
