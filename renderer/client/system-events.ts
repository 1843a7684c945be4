import type { QueryClient } from '@tanstack/react-query';
import type { Job } from '../../main/contract/system/jobs.ts';
import type { SystemEvent } from '../../main/contract/system/system.ts';
import { followStream } from './follow-stream.ts';
import { notifyPageFault } from './notify.tsx';
import { client, connection, studio } from './studio.ts';

/**
 * Follows the studio's events as long as the page lives. After each reconnect everything is read again,
 * because events may have been missed. `onJob` hears of every snapshot.
 */
export const followSystemEvents = (queries: QueryClient, onJob: (job: Job) => void): Promise<void> =>
  followStream<SystemEvent>({
    line: connection.line,
    open: async () => ({
      events: await client.system.events(),
      // Not awaited: some answers take seconds, and events must not wait for them.
      begin: () => void queries.invalidateQueries(),
    }),
    onEvent(event) {
      applyEvent(queries, event);
      if (event.type === 'job') onJob(event.job);
    },
    onFault: notifyPageFault,
    pauseMs: 1000,
  });

/** Puts a job's newest snapshot into the list, newest job first. */
function mergeJob(jobs: readonly Job[], job: Job): Job[] {
  const known = jobs.some(({ id }) => id === job.id);
  const merged = known ? jobs.map((other) => (other.id === job.id ? job : other)) : [job, ...jobs];
  return merged.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
}

/** Marks what an event has outdated, or puts its news into the cache. */
function applyEvent(queries: QueryClient, event: SystemEvent): void {
  switch (event.type) {
    case 'datasets.changed':
      void queries.invalidateQueries({ queryKey: studio.datasets.key() });
      void queries.invalidateQueries({ queryKey: studio.imports.key() });
      void queries.invalidateQueries({ queryKey: studio.compare.facts.key() });
      break;
    case 'runs.changed':
      void queries.invalidateQueries({ queryKey: studio.runs.key() });
      void queries.invalidateQueries({ queryKey: studio.queue.key() });
      break;
    case 'models.changed':
      void queries.invalidateQueries({ queryKey: studio.models.key() });
      void queries.invalidateQueries({ queryKey: studio.compare.facts.key() });
      break;
    case 'faces.changed':
      void queries.invalidateQueries({ queryKey: studio.faces.key() });
      break;
    case 'latents.changed':
      void queries.invalidateQueries({ queryKey: studio.latents.key() });
      break;
    case 'places.changed':
      void queries.invalidateQueries({ queryKey: studio.places.key() });
      break;
    case 'settings.changed':
      void queries.invalidateQueries({ queryKey: studio.system.settings.key() });
      break;
    case 'job':
      queries.setQueryData<Job[]>(studio.jobs.list.queryKey(), (jobs = []) => mergeJob(jobs, event.job));
      // What was measured stands in presets and previews.
      if (event.job.kind === 'plan' && event.job.state !== 'running')
        void queries.invalidateQueries({ queryKey: studio.runs.key() });
      break;
  }
}
