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

  constructor(exit: ComputeExit, { subject, next }: CrashWords) {
    const reason = crashReason(exit);
    const lastLine = exit.errorTail.trim().split('\n').at(-1);
    super('COMPUTE_CRASHED', `${subject} stopped unexpectedly: ${reason}.`, {
      next,
      ...(lastLine === undefined || lastLine === '' ? {} : { subject: lastLine.slice(0, 300) }),
    });
    this.reason = reason;
  }
}

/** The same, or what a graphics card said at the end, where one did. */
export const endError = (exit: ComputeExit, words: CrashWords): StudioError =>
  cardError(exit.errorTail) ?? new ComputeCrash(exit, words);

/** How a process ends whose engine does what this processor cannot; a person and a full memory kill otherwise. */
const faultSignals: ReadonlySet<string> = new Set(['SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGBUS']);

/** Whether an engine may be at fault for the end of its process. */
export const isFault = ({ signal }: ComputeExit): boolean => signal !== null && faultSignals.has(signal);

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
  SIGABRT: 'it gave up by itself, after an error or because memory ran out (SIGABRT)',
  SIGTRAP: 'it stopped at a check of its own, after an error or because memory ran out (SIGTRAP)',
};
