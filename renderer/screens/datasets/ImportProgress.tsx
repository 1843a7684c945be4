import { useMutation, useQuery } from '@tanstack/react-query';
import { studio } from '../../client/studio.ts';
import { currentUpload } from '../../client/uploads.ts';
import { useValueStore } from '../../client/value-store.ts';
import { ProgressLine } from '../../components/ProgressLine.tsx';
import classes from './datasets.module.css';

/** The upload and the imports that are going on now. */
export function useImports() {
  const upload = useValueStore(currentUpload);
  const jobs = useQuery(studio.jobs.list.queryOptions()).data;
  const imports = jobs?.filter(({ kind, state }) => kind === 'import' && state === 'running') ?? [];
  return { upload, imports };
}

/** Imports and uploads with their progress; nothing when there are none. */
export function ImportProgress() {
  const { upload, imports } = useImports();
  const cancel = useMutation(studio.jobs.cancel.mutationOptions());
  if (!upload && imports.length === 0) return null;
  return (
    <section className={classes.importing} aria-label="Imports in progress">
      {upload && <ProgressLine title={upload.title} progress={upload.progress} onCancel={upload.cancel} />}
      {imports.map((job) => (
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
