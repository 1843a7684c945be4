import { StudioError } from '../../contract/errors.ts';
import type { Progress } from '../../contract/system/jobs.ts';
import type { ProofTask } from '../../protocol/messages.ts';
import { computeEnvironment } from '../compute-process/compute-environment.ts';
import type { ComputeLauncher } from '../compute-process/compute-launcher.ts';
import { crashReason } from '../compute-process/crash-reason.ts';
import type { Candidate } from './candidates.ts';
import type { ProofRecord } from './records.ts';

/** A proof that says nothing for so long has hung; its slowest parts take seconds, compiling up to a minute. */
const silenceMs = 180_000;

/**
 * Fills memory that glibc gives out with bytes of 0x7e and what it gets back with 0x81: as floats they are huge, so that
 * what reads memory that nobody wrote shows. Other systems ignore it.
 */
const perturbed = { MALLOC_PERTURB_: '129' };

export interface ProofOptions {
  launch: ComputeLauncher;
  threads: number;
  signal?: AbortSignal | undefined;
  report?: ((progress: Progress) => void) | undefined;
  silenceMs?: number;
}

/** Proves one candidate in a process of its own, which may die or hang without harm. Rejects only when it is aborted. */
export function proveCandidate(
  candidate: Candidate,
  subject: ProofTask['subject'],
  { launch, threads, signal, report, silenceMs: silence = silenceMs }: ProofOptions,
): Promise<ProofRecord> {
  signal?.throwIfAborted();
  const training = subject.kind === 'run' ? { config: subject.config, mode: subject.mode } : undefined;
  const process = launch({
    ...computeEnvironment(threads, training),
    ...candidate.environment,
    ...perturbed,
  });
  const provedAt = new Date().toISOString();
  return new Promise((resolve, reject) => {
    let about = 'while it started';
    let record: ProofRecord | undefined;
    let hasHung = false;
    const hang = () => {
      hasHung = true;
      process.kill();
    };
    let timer = setTimeout(hang, silence);
    const abort = () => process.kill();
    signal?.addEventListener('abort', abort);
    process.onMessage((message) => {
      clearTimeout(timer);
      timer = setTimeout(hang, silence);
      if (message.type === 'working') {
        about = `over ${message.note ?? 'its work'}`;
        const { done, total, unit } = message;
        report?.({ done, ...(total === undefined ? {} : { total }), unit, note: candidate.title });
      } else if (message.type === 'failed') {
        const { message: reason } = StudioError.fromReport(message.error);
        record = {
          verdict: message.error.code === 'ENGINE_UNAVAILABLE' ? 'unavailable' : 'died',
          reason,
          provedAt,
        };
      } else if (message.type === 'proved') {
        const { version, threads: used, ms, worstDeviation, faults, faultCount, operations } = message;
        const [first] = faults;
        record = {
          verdict: first === undefined ? 'right' : 'wrong',
          ...(first === undefined ? {} : { reason: wrongReason(first, faultCount, operations) }),
          ...(worstDeviation === undefined ? {} : { worstDeviation }),
          ms,
          version,
          threads: used,
          provedAt,
        };
      }
    });
    process.onExit((exit) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      if (signal?.aborted) return reject(signal.reason);
      if (record !== undefined) return resolve(record);
      resolve(
        hasHung
          ? { verdict: 'hung', reason: `It hung ${about}.`, provedAt }
          : { verdict: 'died', reason: `It died ${about}: ${crashReason(exit)}.`, provedAt },
      );
    });
    process.send({ type: 'task', task: { type: 'prove', engine: candidate.engine, threads, subject } });
  });
}

function wrongReason(
  { operation, reason }: { operation: string; reason: string },
  count: number,
  operations: number,
): string {
  const others = count > 1 ? `; ${count} of ${operations} are wrong` : '';
  return `${operation}: ${reason}${others}.`;
}
