import { isWaiting, type Run, type RunState, type StartRunChoices } from '../../main/contract/runs/runs.ts';
import type { StartSweepChoices } from '../../main/contract/runs/sweeps.ts';
import { queryClient } from '../client/query-client.ts';
import { client, studio } from '../client/studio.ts';
import { navigate } from '../view-state.ts';

/** True while the run has a compute process or is about to have one. */
export const isBusy = (run: Run): boolean =>
  run.state === 'running' || (run.state === 'queued' && !isWaiting(run));

/** The same, on this computer. */
export const trainsHere = (run: Run): boolean => isBusy(run) && run.place === undefined;

const resumableStates: readonly RunState[] = ['paused', 'interrupted', 'failed'];

/** True when the run can go on as it is, from its newest checkpoint; one that has finished needs a new length. */
export const isResumable = ({ state }: Run): boolean => resumableStates.includes(state);

const knownRuns = (): readonly Run[] => queryClient.getQueryData(studio.runs.list.queryKey()) ?? [];

/** The run that is training now, on this computer before others. */
export const activeRun = (): Run | undefined => knownRuns().find(trainsHere) ?? knownRuns().find(isBusy);

/** The run that 'Resume training' means; none while another one trains. */
export const newestResumable = (): Run | undefined =>
  knownRuns().some(trainsHere) ? undefined : knownRuns().find(isResumable);

/** Starts a run, or queues it while another one trains, and shows it. */
export async function startRun(input: StartRunChoices): Promise<void> {
  const { runId } = await client.runs.start(input);
  navigate({ screen: 'train', runId });
}

/** Saves a checkpoint and lets go of processor and memory; a run that waits leaves the queue. */
export async function pauseRun(run: Run | undefined): Promise<void> {
  if (run) await client.runs.pause({ id: run.id });
}

/** Goes on from the newest checkpoint, when its turn has come, and shows the run. */
export async function resumeRun(run: Run | undefined): Promise<void> {
  if (!run) return;
  await client.runs.resume({ id: run.id });
  navigate({ screen: 'train', runId: run.id });
}

/** Ends the run with a last checkpoint; it goes on only with a new length. */
export async function stopRun(run: Run | undefined): Promise<void> {
  if (run) await client.runs.stop({ id: run.id });
}

/** Starts a sweep and shows it. */
export async function startSweep(input: StartSweepChoices): Promise<void> {
  const { groupId } = await client.sweeps.start(input);
  navigate({ screen: 'train', groupId });
}

/** Makes a waiting run the next. */
export const queueFirst = (run: Run) => client.queue.move({ id: run.id, position: 1 });

/** Lets a waiting run begin before its time. */
export const waitNoLonger = ({ id, schedule = {} }: Run) => {
  const { startAt: _, ...rest } = schedule;
  return client.queue.reschedule({ id, schedule: rest });
};

/** Holds the queue, or lets it go on. */
export async function toggleQueue(): Promise<void> {
  const { isHeld } = await client.queue.get();
  await client.queue.hold({ isHeld: !isHeld });
}
