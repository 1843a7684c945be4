import type { StepMode } from '../../contract/engines.ts';
import type { GradientForms } from '../../contract/gradient-kernels.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import { computeEnvironment } from '../compute-process/compute-environment.ts';
import type { ComputeLauncher } from '../compute-process/compute-launcher.ts';
import { isOutdated } from '../compute-process/outdated-program.ts';
import { runTask } from '../compute-process/task.ts';
import type { Candidate } from './candidates.ts';
import type { Asking } from './choices.ts';
import { failedProof } from './failed-proof.ts';
import { patientMs } from './patience.ts';
import type { ProofOutcome } from './records.ts';

/** Times a few real steps of a run with a candidate; a process that dies or hangs has no speed. Rejects as proofs do. */
export async function timeCandidate(
  candidate: Candidate,
  mode: StepMode,
  config: RunConfig,
  {
    launch,
    threads,
    forms,
    signal,
    report,
  }: Asking & { launch: ComputeLauncher; threads: number; forms?: GradientForms | undefined },
): Promise<ProofOutcome> {
  signal?.throwIfAborted();
  report?.({ done: 0, total: steps.steps, unit: 'steps', note: `Timing ${candidate.title}` });
  const environment = { ...computeEnvironment(threads, { config, mode }), ...candidate.environment };
  const patience = AbortSignal.timeout(patientMs(patienceMs));
  const provedAt = new Date().toISOString();
  try {
    const { mode: made, imagesPerSecond } = await runTask(
      { launch, environmentFor: () => environment },
      {
        ...{
          type: 'bench',
          engine: candidate.engine,
          threads,
          forms,
          config,
          mode,
          profile: false,
          ...steps,
        },
        // Nothing is compiled where steps are made operation by operation, and one may take a minute.
        ...(mode === 'eager' ? { warmupSteps: 1 } : {}),
      },
      'benchmarked',
      {
        subject: 'The timing of an engine',
        next: 'Use another engine.',
        signal: signal === undefined ? patience : AbortSignal.any([signal, patience]),
        onSession(session) {
          session.on('timed', ({ done, total }) =>
            report?.({ done, total, unit: 'steps', note: `Timing ${candidate.title}` }),
          );
        },
      },
    );
    if (made === mode) return { verdict: 'right', imagesPerSecond, provedAt };
    return { verdict: 'died', reason: `Its steps are not made as ${mode}, but as ${made}.`, provedAt };
  } catch (error) {
    signal?.throwIfAborted();
    if (isOutdated(error)) throw error;
    if (patience.aborted)
      return {
        verdict: 'hung',
        reason: 'It was too slow here to time a few steps in some minutes.',
        provedAt,
      };
    return failedProof(error, 'Its steps could not be timed', provedAt);
  }
}

/** Enough to tell candidates apart, in seconds. */
const steps = { warmupSteps: 2, steps: 12, limitSeconds: 6 };
/** Compiling takes up to a minute. */
const patienceMs = 240_000;
