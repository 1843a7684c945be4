import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run } from '../../../../main/contract/runs/runs.ts';
import { presentError } from '../../../client/present-error.ts';
import { toldInPlace } from '../../../client/query-client.ts';
import { client, studio } from '../../../client/studio.ts';
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { formatBytes, formatQuantity } from '../../../format.ts';
import classes from './checkpoints.module.css';

/** Those that could not be read; their owner may want to look at them, or to have the space. */
export function DamagedCheckpoints({ run }: { run: Run }) {
  const own = useQuery(studio.runs.diskUse.queryOptions()).data?.find(({ id }) => id === run.id);
  const damaged = own?.damaged ?? [];
  const [asked, setAsked] = useState(false);
  const remove = useMutation({
    mutationFn: async () => {
      for (const { name } of damaged) await client.runs.removeCheckpoint({ id: run.id, checkpoint: name });
    },
    meta: toldInPlace,
    onSettled: () => setAsked(false),
  });
  if (damaged.length === 0) return null;
  const bytes = damaged.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return (
    <div className={classes.damaged}>
      <span>
        {formatQuantity(damaged.length, 'damaged checkpoint')} set aside, {formatBytes(bytes)}
      </span>
      <Button size="compact-xs" variant="default" onClick={() => setAsked(true)}>
        Delete
      </Button>
      {remove.error && <ErrorNotice error={presentError(remove.error)} />}
      {asked && (
        <ConfirmDialog
          title="Delete damaged checkpoints"
          action="Delete"
          keep="Keep them"
          isPending={remove.isPending}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsked(false)}
        >
          The run does not need them: it goes on from the one before. Keep them only if you want to look into
          their files.
        </ConfirmDialog>
      )}
    </div>
  );
}
