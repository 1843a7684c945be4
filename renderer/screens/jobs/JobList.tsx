import { useMutation, useQuery } from '@tanstack/react-query';
import type { Job } from '../../../main/contract/system/jobs.ts';
import { presentReport } from '../../client/present-error.ts';
import { studio } from '../../client/studio.ts';
import { Ago } from '../../components/Ago.tsx';
import { ProgressLine } from '../../components/ProgressLine.tsx';
import { formatCount, formatQuantity } from '../../format.ts';
import classes from './JobList.module.css';

/** All jobs of this session, newest first; those that run can be cancelled. */
export function JobList() {
  const jobs = useQuery(studio.jobs.list.queryOptions()).data ?? [];
  const cancel = useMutation(studio.jobs.cancel.mutationOptions());
  return (
    <section aria-label="Jobs" className={classes.jobs}>
      {jobs.length === 0 && (
        <p className={classes.none}>Nothing is running. Imports and trainings are listed here.</p>
      )}
      <ul>
        {jobs.map((job) => (
          <li key={job.id}>
            {job.state === 'running' ? (
              <ProgressLine
                title={job.title}
                progress={job.progress}
                onCancel={() => cancel.mutate({ id: job.id })}
              />
            ) : (
              <div className={classes.ended} data-state={job.state}>
                <strong>{job.title}</strong>
                <span>{job.endedAt && <Ago time={job.endedAt} />}</span>
                <p className="selectable">{describeEnd(job)}</p>
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What an ended job came to, in one line. */
function describeEnd({ state, result, error }: Job): string {
  if (state === 'cancelled') return 'Cancelled';
  if (state === 'failed') {
    const shown = error && presentReport(error);
    return shown ? `${shown.message} ${shown.next}` : 'Failed';
  }
  switch (result?.kind) {
    case 'import':
      return [
        `${formatQuantity(result.imported, 'face')}, ${formatQuantity(result.quarantined.length, 'file')} set aside`,
        ...(result.notices ?? []),
      ].join('. ');
    case 'check-copies':
      return `${formatQuantity(result.checked, 'face')} checked, ${formatQuantity(result.copies, 'near-copy', 'near-copies')}, ${formatCount(result.close)} unusually close, ${formatCount(result.skipped)} skipped`;
    case 'export':
    case 'export-model':
      return formatQuantity(result.files.length, 'file');
    case 'import-model':
      return result.notes.join(' ');
    case 'set-up-cuda':
      return `TensorFlow ${result.version} for graphics cards is ready`;
    default:
      return 'Done';
  }
}
