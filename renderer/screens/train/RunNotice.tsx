import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Run } from '../../../main/contract/runs.ts';
import { presentReport } from '../../client/present-error.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { formatKimg } from '../../format.ts';
import { resumeRun } from './run-actions.ts';
import classes from './train.module.css';

/** Why a run stands still, when that was nobody's wish, and the way on. */
export function RunNotice({ run }: { run: Run }) {
  const resume = useMutation({ mutationFn: resumeRun });
  if (run.state !== 'interrupted' && run.state !== 'failed') return null;
  const action =
    run.checkpointNimg === undefined ? undefined : (
      <Button loading={resume.isPending} onClick={() => resume.mutate(run)}>
        Resume from {formatKimg(run.checkpointNimg)}
      </Button>
    );
  const error = run.error
    ? presentReport(run.error)
    : {
        title: 'The run was interrupted',
        message: 'The studio was closed while it trained.',
        next: 'Resume to go on from the newest checkpoint.',
      };
  return (
    <div className={classes.notice}>
      <ErrorNotice error={error} action={action} />
    </div>
  );
}
