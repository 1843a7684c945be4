import { type ErrorCode, StudioError } from '../../contract/errors.ts';
import { cardTroubleIn } from '../../graphics-cards/card-errors.ts';
import { ComputeCrash, saysShortOfMemory } from '../compute-process/crash-reason.ts';
import type { ProofOutcome } from './records.ts';

/**
 * What it says of an engine that its proof failed. A person, the system's end, a full memory or disk and a card that is lost
 * end a proof as well, and say nothing of the engine. `about` begins the sentence: "It died over a convolution".
 */
export function failedProof(error: unknown, about: string, provedAt: string): ProofOutcome {
  const report = error instanceof StudioError ? error : undefined;
  const message = error instanceof Error ? error.message : String(error);
  // What is not set up today may be tomorrow.
  if (report?.code === 'ENGINE_UNAVAILABLE') return { verdict: 'unavailable', reason: message, provedAt };
  const reason = error instanceof ComputeCrash ? `${about}: ${error.reason}.` : `${about}: ${message}`;
  return isPassing(error, message)
    ? { verdict: 'died', reason: `${reason} ${triedAgain}`, provedAt, isPassing: true }
    : { verdict: 'died', reason, provedAt };
}

function isPassing(error: unknown, message: string): boolean {
  if (error instanceof ComputeCrash) return !error.isFault;
  if (!(error instanceof StudioError)) return saysShortOfMemory(message);
  const trouble = cardTroubleIn(error.data.subject ?? '');
  return trouble === undefined
    ? passingCodes.has(error.code) || saysShortOfMemory(message)
    : trouble !== 'failed';
}

/** They are about a disk, the memory, or a card that is lost. */
const passingCodes: ReadonlySet<ErrorCode> = new Set([
  'DISK_FULL',
  'DISK_FAILED',
  'PATH_NOT_FOUND',
  'PATH_UNREADABLE',
  'MACHINE_BUSY',
  'MEMORY_SHORT',
  'CARD_LOST',
]);

const triedAgain = 'That may pass, so that it is tried again later.';
