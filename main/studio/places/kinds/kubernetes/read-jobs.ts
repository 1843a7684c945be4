import { z } from 'zod';
import type { Scheduled } from '../place-kind.ts';

/**
 * Tells from lists of Jobs and Pods, as the API server gives them, how jobs stand. One that it does not know is not in the
 * answer.
 */
export function readJobs(
  lists: { jobs: string; pods: string },
  scheduled: readonly string[],
): Map<string, Scheduled> {
  const jobs = new Map(
    List(Job)
      .parse(JSON.parse(lists.jobs))
      .items.map((job) => [job.metadata.name, job]),
  );
  const pods = List(Pod).parse(JSON.parse(lists.pods)).items;
  const found = new Map<string, Scheduled>();
  for (const name of scheduled) {
    const { jobName, index } = splitName(name);
    const job = jobs.get(jobName);
    if (job === undefined) continue;
    const own = pods.filter(({ metadata }) => isOf(metadata, jobName, index));
    found.set(name, endOfJob(job, index) ?? stateOfOpenJob(job, own));
  }
  return found;
}

/** What the parts of a job's name are: that of the Job, and its index in a sweep. */
export function splitName(scheduled: string): { jobName: string; index: number | undefined } {
  const [jobName = '', index] = scheduled.split('/');
  return { jobName, index: index === undefined ? undefined : Number(index) };
}

const Condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
});
type Condition = z.infer<typeof Condition>;

const Job = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({ suspend: z.boolean().optional() }),
  status: z
    .object({
      conditions: z.array(Condition).default([]),
      /** Such as `1,3-5`. */
      completedIndexes: z.string().default(''),
      failedIndexes: z.string().default(''),
    })
    .default({ conditions: [], completedIndexes: '', failedIndexes: '' }),
});
type Job = z.infer<typeof Job>;

const Pod = z.object({
  metadata: z.object({
    creationTimestamp: z.string().default(''),
    deletionTimestamp: z.string().optional(),
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  status: z.object({
    phase: z.string().default('Pending'),
    conditions: z.array(Condition).default([]),
    containerStatuses: z
      .array(
        z.object({
          state: z
            .object({
              waiting: z.object({ reason: z.string().optional(), message: z.string().optional() }).optional(),
            })
            .default({}),
        }),
      )
      .default([]),
  }),
});
type Pod = z.infer<typeof Pod>;

const List = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) });

/** Labels of 1.27 and later; before that, the name had no prefix and the index was an annotation only. */
function isOf({ labels, annotations }: Pod['metadata'], jobName: string, index: number | undefined): boolean {
  if ((labels['batch.kubernetes.io/job-name'] ?? labels['job-name']) !== jobName) return false;
  return index === undefined || Number(annotations['batch.kubernetes.io/job-completion-index']) === index;
}

function endOfJob({ status }: Job, index: number | undefined): Scheduled | undefined {
  if (index !== undefined && includesIndex(status.completedIndexes, index))
    return { state: 'gone', reason: 'Complete' };
  if (index !== undefined && includesIndex(status.failedIndexes, index))
    return { state: 'gone', reason: 'Failed' };
  const end = status.conditions.find(
    ({ type, status: is }) => (type === 'Complete' || type === 'Failed') && is === 'True',
  );
  return end === undefined ? undefined : { state: 'gone', reason: describeCondition(end) };
}

function stateOfOpenJob({ spec, status }: Job, pods: readonly Pod[]): Scheduled {
  const newest = pods
    .filter(
      ({ metadata, status: { phase } }) => metadata.deletionTimestamp === undefined && isOpen.has(phase),
    )
    .toSorted((a, b) => a.metadata.creationTimestamp.localeCompare(b.metadata.creationTimestamp))
    .at(-1);
  if (newest?.status.phase === 'Running') return { state: 'running' };
  if (newest !== undefined) return { state: 'waiting', ...whyPending(newest) };
  const suspended = status.conditions.find(({ type, status: is }) => type === 'Suspended' && is === 'True');
  if (spec.suspend === true)
    return {
      state: 'waiting',
      reason: suspended === undefined ? 'JobSuspended' : describeCondition(suspended),
    };
  return { state: 'waiting' };
}

const isOpen: ReadonlySet<string> = new Set(['Pending', 'Running']);

/** What keeps its container from starting, or else what keeps it from finding a node. */
function whyPending({ status: { containerStatuses, conditions } }: Pod): { reason?: string } {
  const container = containerStatuses.find(({ state }) => state.waiting?.reason !== undefined)?.state.waiting;
  if (container?.reason !== undefined)
    return { reason: describeCondition({ ...container, type: container.reason }) };
  const unscheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  return unscheduled === undefined ? {} : { reason: describeCondition(unscheduled) };
}

const describeCondition = ({
  type,
  reason = type,
  message,
}: Pick<Condition, 'type' | 'reason' | 'message'>): string =>
  (message === undefined || message === '' ? reason : `${reason}: ${message}`).slice(0, 300);

/** Whether a list of indexes such as `1,3-5` has one. */
const includesIndex = (indexes: string, index: number): boolean =>
  indexes.split(',').some((part) => {
    const [first = '', last = first] = part.split('-');
    return first !== '' && index >= Number(first) && index <= Number(last);
  });
