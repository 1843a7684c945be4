import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconChartLine, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { RunId } from '../../../main/contract/ids.ts';
import type { Run } from '../../../main/contract/runs/runs.ts';
import { studio } from '../../client/studio.ts';
import { useImports } from '../../client/use-imports.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FirstSteps } from '../../components/FirstSteps.tsx';
import { LoadFailure } from '../../components/LoadFailure.tsx';
import { Loading } from '../../components/Loading.tsx';
import { SideScreen } from '../../components/Screen.tsx';
import { SideList, SidePanel, SideRow } from '../../components/SidePanel.tsx';
import { isBusy, trainsHere } from '../../runs/run-actions.ts';
import { navigate, type View } from '../../view-state.ts';
import { GroupRows } from './group/GroupRows.tsx';
import { GroupView } from './group/GroupView.tsx';
import { findGroup, withGroups } from './group/group-facts.ts';
import { NewRun } from './new-run/NewRun.tsx';
import { WaitingRuns } from './queue/WaitingRuns.tsx';
import { RunRow } from './RunRow.tsx';
import { RunView } from './RunView.tsx';

/** All runs at the left; one run, or the form for a new one, at the right. */
export function TrainScreen({ view }: { view: Extract<View, { screen: 'train' }> }) {
  const { data: runs, error: runsError } = useQuery(studio.runs.list.queryOptions());
  const { data: datasets, error: datasetsError } = useQuery(studio.datasets.list.queryOptions());
  const error = (!runs && runsError) || (!datasets && datasetsError);
  const isNew = 'isNew' in view;
  const group = runs && 'groupId' in view ? findGroup(runs, view.groupId) : undefined;
  const shown =
    runs && !isNew && !group ? chooseRun(runs, 'runId' in view ? view.runId : undefined) : undefined;

  return (
    <SideScreen
      side={
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
          {runs && <WaitingRuns runs={runs} />}
          <SideList label="Runs">
            {isNew && runs && runs.length > 0 && (
              <SideRow isSelected onSelect={() => undefined} title="New run" detail="not started" />
            )}
            {runs &&
              withGroups(runs).map((entry) =>
                'members' in entry ? (
                  <GroupRows
                    key={entry.id}
                    group={entry}
                    isSelected={entry.id === group?.id}
                    shown={shown?.id}
                  />
                ) : (
                  <RunRow key={entry.id} listed={entry} isSelected={entry.id === shown?.id} />
                ),
              )}
          </SideList>
        </SidePanel>
      }
    >
      {error && <LoadFailure error={error} />}
      {!error && !(runs && datasets) && !shown && !group && <Loading />}
      {group && <GroupView key={group.id} group={group} />}
      {shown && <RunView key={shown.id} listed={shown} />}
      {runs && datasets && !shown && !group && datasets.length === 0 && <NothingToTrainOn />}
      {runs && datasets && !shown && !group && datasets.length > 0 && (
        <NewRun
          key={isNew ? view.datasetId : undefined}
          datasets={datasets}
          initialDataset={isNew ? view.datasetId : undefined}
          busyRun={runs.find(trainsHere)}
        />
      )}
    </SideScreen>
  );
}

/** The run that the view names, or else the one that trains, or else the newest. */
function chooseRun(runs: readonly Run[], runId: RunId | undefined): Run | undefined {
  return runs.find(({ id }) => id === runId) ?? runs.find(isBusy) ?? runs[0];
}

function NothingToTrainOn() {
  const { isImporting } = useImports();
  return (
    <EmptyState
      icon={IconChartLine}
      title={isImporting ? 'The first dataset is being made' : 'Training needs a dataset'}
      firstSteps={<FirstSteps />}
      actions={<Button onClick={() => navigate({ screen: 'datasets' })}>Go to Datasets</Button>}
    >
      {isImporting
        ? 'You can start a training here as soon as its faces are ready. Datasets shows how far it is.'
        : 'Drop a folder of face photos there, or have sample faces drawn. Then come back and press Start training.'}
    </EmptyState>
  );
}
