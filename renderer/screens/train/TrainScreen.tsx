import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconChartLine, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { RunId } from '../../../main/contract/ids.ts';
import type { Run } from '../../../main/contract/runs.ts';
import { studio } from '../../client/studio.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { LoadFailure } from '../../components/LoadFailure.tsx';
import { SideList, SidePanel, SideRow } from '../../components/SidePanel.tsx';
import { formatKimg } from '../../format.ts';
import { navigate, type View } from '../../view-state.ts';
import { NewRun } from './new-run/NewRun.tsx';
import { RunView } from './RunView.tsx';
import { isBusy } from './run-actions.ts';
import { StateMark } from './StateMark.tsx';
import classes from './train.module.css';
import { useLiveRun } from './use-run-feed.ts';

/** The run that the view names, or else the one that trains, or else the newest. */
function chooseRun(runs: readonly Run[], runId: RunId | undefined): Run | undefined {
  return runs.find(({ id }) => id === runId) ?? runs.find(isBusy) ?? runs[0];
}

/** All runs at the left; one run, or the form for a new one, at the right. */
export function TrainScreen({ view }: { view: Extract<View, { screen: 'train' }> }) {
  const { data: runs, error: runsError } = useQuery(studio.runs.list.queryOptions());
  const { data: datasets, error: datasetsError } = useQuery(studio.datasets.list.queryOptions());
  const error = (!runs && runsError) || (!datasets && datasetsError);
  const isNew = 'isNew' in view;
  const shown = runs && !isNew ? chooseRun(runs, view.runId) : undefined;

  return (
    <div className={classes.screen}>
      <SidePanel
        label="Runs"
        actions={
          <Tooltip label="New run">
            <ActionIcon aria-label="New run" onClick={() => navigate({ screen: 'train', isNew: true })}>
              <IconPlus size={18} />
            </ActionIcon>
          </Tooltip>
        }
      >
        <SideList label="Runs">
          {isNew && runs && runs.length > 0 && (
            <SideRow isSelected onSelect={() => undefined} title="New run" detail="not started" />
          )}
          {runs?.map((run) => (
            <RunRow key={run.id} listed={run} isSelected={run.id === shown?.id} />
          ))}
        </SideList>
      </SidePanel>
      <div className={classes.content}>
        {error && <LoadFailure error={error} />}
        {shown && <RunView key={shown.id} listed={shown} />}
        {runs && datasets && !shown && datasets.length === 0 && <NothingToTrainOn />}
        {runs && datasets && !shown && datasets.length > 0 && (
          <NewRun
            key={isNew ? view.datasetId : undefined}
            datasets={datasets}
            initialDataset={isNew ? view.datasetId : undefined}
            busyRun={runs.find(isBusy)}
          />
        )}
      </div>
    </div>
  );
}

function RunRow({ listed, isSelected }: { listed: Run; isSelected: boolean }) {
  const run = useLiveRun(listed);
  return (
    <SideRow
      isSelected={isSelected}
      onSelect={() => navigate({ screen: 'train', runId: run.id })}
      title={run.name}
      detail={
        <span className={classes.rowDetail}>
          <StateMark run={run} /> {formatKimg(run.nimg)}
        </span>
      }
    />
  );
}

function NothingToTrainOn() {
  return (
    <EmptyState
      icon={IconChartLine}
      title="Training needs a dataset"
      actions={<Button onClick={() => navigate({ screen: 'datasets' })}>Go to Datasets</Button>}
    >
      Drop a folder of face photos there, or have sample faces drawn. Then come back and press Start training.
    </EmptyState>
  );
}
