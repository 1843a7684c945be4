import { useMutation, useQuery } from '@tanstack/react-query';
import { studio } from '../../../client/studio.ts';
import { ProgressLine } from '../../../components/ProgressLine.tsx';
import classes from './files.module.css';

/** Imports of models that are going on; nothing when there are none. */
export function ModelImportProgress() {
  const jobs = useQuery(studio.jobs.list.queryOptions()).data ?? [];
  const cancel = useMutation(studio.jobs.cancel.mutationOptions());
  const running = jobs.filter(({ kind, state }) => kind === 'import-model' && state === 'running');
  if (running.length === 0) return null;
  return (
    <section className={classes.importing} aria-label="Models being imported">
      {running.map((job) => (
        <ProgressLine
          key={job.id}
          title={job.title}
          progress={job.progress}
          onCancel={() => cancel.mutate({ id: job.id })}
        />
      ))}
    </section>
  );
}
