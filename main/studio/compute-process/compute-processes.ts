import type { ComputeTask } from '../../protocol/messages.ts';
import { environmentFor } from './compute-environment.ts';
import type { ComputeLauncher } from './compute-launcher.ts';

/** What every session with a compute process is opened from. */
export interface ComputeProcesses {
  readonly launch: ComputeLauncher;
  readonly environmentFor: EnvironmentFor;
  /** Notes that settings of an engine died over one picture after the other, so that they look for no more faces. */
  refuseFinder?(settings: string, reason: string): Promise<void>;
}

/**
 * What is added to the environment of the process that is to do a task. It may take its time, and throw what a person
 * should know instead of starting the process.
 */
export type EnvironmentFor = (task: ComputeTask) => Environment | Promise<Environment>;

export type Environment = Readonly<Record<string, string>>;

/** Processes of a host, each in the environment that suits its task; so many `ranks` share a training. */
export const computeProcesses = (
  launch: ComputeLauncher,
  refuseFinder?: ComputeProcesses['refuseFinder'],
  ranks = 1,
): ComputeProcesses => ({
  launch,
  environmentFor: (task) => environmentFor(task, ranks),
  ...(refuseFinder === undefined ? {} : { refuseFinder }),
});
