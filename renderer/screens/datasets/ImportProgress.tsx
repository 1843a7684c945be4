import { useMutation } from '@tanstack/react-query';
import { studio } from '../../client/studio.ts';
import { useImports } from '../../client/use-imports.ts';
import { ProgressLine } from '../../components/ProgressLine.tsx';
import classes from './datasets.module.css';

/** Imports and uploads with their progress; nothing when there are none. */
export function ImportProgress() {
  const { upload, imports, isImporting } = useImports();
  const cancel = useMutation(studio.jobs.cancel.mutationOptions());
  if (!isImporting) return null;
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
