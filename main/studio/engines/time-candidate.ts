import type { StepMode } from '../../contract/engines.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import { computeEnvironment } from '../compute-process/compute-environment.ts';
import type { ComputeLauncher } from '../compute-process/compute-launcher.ts';
import type { Candidate } from './candidates.ts';
import type { ProofRecord } from './records.ts';

/** Enough to tell candidates apart, in seconds. */
const steps = { warmupSteps: 2, steps: 12, limitSeconds: 6 };
/** Compiling takes up to a minute. */
const patienceMs = 240_000;

/** Times a few real steps of a run with a candidate; a process that dies or hangs has no speed. */
export function timeCandidate(
  candidate: Candidate,
  mode: StepMode,
  config: RunConfig,
  { launch, threads, signal }: { launch: ComputeLauncher; threads: number; signal?: AbortSignal | undefined },
): Promise<ProofRecord> {
  signal?.throwIfAborted();
  const process = launch({ ...computeEnvironment(threads, { config, mode }), ...candidate.environment });
  const provedAt = new Date().toISOString();
  return new Promise((resolve, reject) => {
    let imagesPerSecond: number | undefined;
    const kill = () => process.kill();
    const timer = setTimeout(kill, patienceMs);
    signal?.addEventListener('abort', kill);
    process.onMessage((message) => {
      if (message.type === 'benchmarked' && message.mode === mode) imagesPerSecond = message.imagesPerSecond;
    });
    process.onExit(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', kill);
      if (signal?.aborted) reject(signal.reason);
      else if (imagesPerSecond === undefined)
        resolve({ verdict: 'died', reason: 'Its steps could not be timed.', provedAt });
      else resolve({ verdict: 'right', imagesPerSecond, provedAt });
    });
    process.send({
      type: 'task',
      task: { type: 'bench', engine: candidate.engine, threads, config, mode, profile: false, ...steps },
    });
  });
}
