import { StudioError } from '../../contract/errors.ts';
import type { GradientForms } from '../../contract/gradient-kernels.ts';
import type { Progress } from '../../contract/system/jobs.ts';
import type { Message } from '../../protocol/messages.ts';
import type { ProofTask } from '../../protocol/proof.ts';
import { computeEnvironment } from '../compute-process/compute-environment.ts';
import type { ComputeLauncher } from '../compute-process/compute-launcher.ts';
import { isOutdated } from '../compute-process/outdated-program.ts';
import { runTask } from '../compute-process/task.ts';
import { ProgressMeter } from '../jobs/progress-meter.ts';
import type { Candidate } from './candidates.ts';
import { failedProof } from './failed-proof.ts';
import { patientMs } from './patience.ts';
import type { ProofOutcome } from './records.ts';

export interface ProofOptions {
  launch: ComputeLauncher;
  threads: number;
  /** Of our kernels for graphics cards, where they were chosen before. */
  forms?: GradientForms | undefined;
  signal?: AbortSignal | undefined;
  report?: ((progress: Progress) => void) | undefined;
  /** How long a started proof may say nothing, in milliseconds. */
  silenceMs?: number;
}

/** Proves one candidate in a process of its own, which may die or hang without harm. Rejects only when it is aborted, or no process can be started any more. */
export async function proveCandidate(
  candidate: Candidate,
  subject: ProofTask['subject'],
  { launch, threads, forms, signal, report, silenceMs: silence = patientMs(silenceMs) }: ProofOptions,
): Promise<ProofOutcome> {
  signal?.throwIfAborted();
  report?.({ done: 0, unit: 'operations', note: candidate.title });
  const training = subject.kind === 'run' ? { config: subject.config, mode: subject.mode } : undefined;
  const environment = { ...computeEnvironment(threads, training), ...candidate.environment, ...perturbed };
  const provedAt = new Date().toISOString();
  const hung = new Error('the proof has hung');
  const hang = new AbortController();
  const giveUpAfter = (ms: number) => setTimeout(() => hang.abort(hung), ms);
  let timer = giveUpAfter(patientMs(startMs));
  let about = 'while it started';
  try {
    const proved = await runTask(
      { launch, environmentFor: () => environment },
      { type: 'prove', engine: candidate.engine, threads, subject, forms },
      'proved',
      {
        subject: 'The proof of an engine',
        next: 'Use another engine.',
        signal: signal === undefined ? hang.signal : AbortSignal.any([signal, hang.signal]),
        onSession(session) {
          for (const type of ['working', 'proved', 'failed'] as const)
            session.on(type, () => {
              clearTimeout(timer);
              timer = giveUpAfter(silence);
            });
          let meter: { unit: string; progress: ProgressMeter } | undefined;
          session.on('working', ({ done, total, unit, note }) => {
            about = `over ${note}`;
            // Operations and steps have speeds of their own.
            if (meter?.unit !== unit) meter = { unit, progress: new ProgressMeter(unit, done) };
            report?.(meter.progress.read(done, total, candidate.title));
          });
        },
      },
    );
    return { ...verdictOn(proved), provedAt };
  } catch (error) {
    signal?.throwIfAborted();
    if (isOutdated(error)) throw error;
    if (error === hung) return { verdict: 'hung', reason: `It hung ${about}.`, provedAt };
    if (!(error instanceof StudioError)) throw error;
    return failedProof(error, `It died ${about}`, provedAt);
  } finally {
    clearTimeout(timer);
  }
}

/** A proof that says nothing for so long has hung; its slowest parts take seconds, compiling up to a minute. */
const silenceMs = 180_000;
/** A process that has not begun its proof after so long has hung; a busy machine loads TensorFlow in half a minute. */
const startMs = 180_000;

/**
 * Fills memory that glibc gives out with bytes of 0x7e and what it gets back with 0x81: as floats they are huge, so that
 * what reads memory that nobody wrote shows. Other systems ignore it.
 */
export const perturbed = { MALLOC_PERTURB_: '129' };

function verdictOn({
  version,
  threads,
  ms,
  worstDeviation,
  forms,
  faults,
  faultCount,
  operations,
}: Message<'proved'>): Omit<ProofOutcome, 'provedAt'> {
  const [first] = faults;
  return {
    verdict: first === undefined ? 'right' : 'wrong',
    ...(first === undefined ? {} : { reason: wrongReason(first, faultCount, operations) }),
    ...(worstDeviation === undefined ? {} : { worstDeviation }),
    ...(forms === undefined ? {} : { forms }),
    ms,
    version,
    threads,
  };
}

function wrongReason(
  { operation, reason }: { operation: string; reason: string },
  count: number,
  operations: number,
): string {
  const others = count > 1 ? `; ${count} of ${operations} are wrong` : '';
  return `${operation.charAt(0).toUpperCase()}${operation.slice(1)}: ${reason}${others}.`;
}
