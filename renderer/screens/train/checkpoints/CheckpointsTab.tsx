import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Checkpoint, Run } from '../../../../main/contract/runs/runs.ts';
import { studio } from '../../../client/studio.ts';
import { LoadFailure } from '../../../components/LoadFailure.tsx';
import { formatBytes, formatQuantity } from '../../../format.ts';
import { settingsDialogOpen } from '../../../view-state.ts';
import { CheckpointRow } from './CheckpointRow.tsx';
import classes from './checkpoints.module.css';
import { DamagedCheckpoints } from './DamagedCheckpoints.tsx';
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
