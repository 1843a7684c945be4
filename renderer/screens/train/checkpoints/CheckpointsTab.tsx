import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Checkpoint, Run } from '../../../../main/contract/runs/runs.ts';
import { presentError } from '../../../client/present-error.ts';
import { toldInPlace } from '../../../client/query-client.ts';
import { studio } from '../../../client/studio.ts';
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { LoadFailure } from '../../../components/LoadFailure.tsx';
import { formatBytes, formatQuantity } from '../../../format.ts';
import { settingsDialogOpen } from '../../../view-state.ts';
import { CheckpointRow } from './CheckpointRow.tsx';
import classes from './checkpoints.module.css';
import { GoBackDialog } from './GoBackDialog.tsx';

/** The moments that a run can go on from, what they take, and which of them are kept. */
export function CheckpointsTab({ run }: { run: Run }) {
  const queries = useQueryClient();
  const list = useQuery(studio.runs.checkpoints.queryOptions({ input: { id: run.id } }));
  const settings = useQuery(studio.system.settings.queryOptions({ input: {} })).data;
  const [goingBack, setGoingBack] = useState<Checkpoint>();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a newer checkpoint outdates the list.
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: studio.runs.checkpoints.key() });
    void queries.invalidateQueries({ queryKey: studio.runs.diskUse.key() });
  }, [queries, run.checkpointAt, run.state]);

  if (list.error) return <LoadFailure error={list.error} />;
  return (
    <div className={classes.tab}>
      {list.data?.length === 0 && (
        <p className={classes.empty}>The first checkpoint is saved before the first step.</p>
      )}
      <ol className={classes.list} aria-label="Checkpoints">
        {list.data?.map((checkpoint, index) => (
          <CheckpointRow
            key={checkpoint.name}
            run={run}
            checkpoint={checkpoint}
            isNewest={index === 0}
            onGoBack={() => setGoingBack(checkpoint)}
          />
        ))}
      </ol>
      <DamagedCheckpoints run={run} />
      <footer className={classes.foot}>
        <DiskUse run={run} />
        {settings && (
          <p>
            Saved every {formatQuantity(settings.checkpointSeconds, 'second')}; the newest{' '}
            {settings.keptCheckpoints}, the best and pinned ones are kept.{' '}
            <Button variant="subtle" size="compact-xs" onClick={() => settingsDialogOpen.set(true)}>
              Settings…
            </Button>
          </p>
        )}
      </footer>
      {goingBack && list.data && (
        <GoBackDialog
          run={run}
          checkpoint={goingBack}
          checkpoints={list.data}
          onClose={() => setGoingBack(undefined)}
        />
      )}
    </div>
  );
}

function DiskUse({ run }: { run: Run }) {
  const uses = useQuery(studio.runs.diskUse.queryOptions()).data;
  const own = uses?.find(({ id }) => id === run.id);
  if (!uses || !own) return null;
  const all = uses.reduce((sum, use) => sum + use.checkpointBytes + use.sampleBytes, 0);
  return (
    <p data-testid="disk-use">
      {formatBytes(own.checkpointBytes)} in checkpoints, {formatBytes(own.sampleBytes)} in sample grids;{' '}
      {formatBytes(all)} in all runs
    </p>
  );
}

/** Those that could not be read; their owner may want to look at them, or to have the space. */
function DamagedCheckpoints({ run }: { run: Run }) {
  const own = useQuery(studio.runs.diskUse.queryOptions()).data?.find(({ id }) => id === run.id);
  const remove = useMutation({ ...studio.runs.removeCheckpoint.mutationOptions(), meta: toldInPlace });
  const [asked, setAsked] = useState(false);
  const damaged = own?.damaged ?? [];
  if (damaged.length === 0) return null;
  const bytes = damaged.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const removeAll = async () => {
    for (const { name } of damaged) await remove.mutateAsync({ id: run.id, checkpoint: name });
    setAsked(false);
  };
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
          onConfirm={() => void removeAll()}
          onClose={() => setAsked(false)}
        >
          The run does not need them: it goes on from the one before. Keep them only if you want to look into
          their files.
        </ConfirmDialog>
      )}
    </div>
  );
}
