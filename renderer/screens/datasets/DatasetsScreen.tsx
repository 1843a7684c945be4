import { ActionIcon, Menu } from '@mantine/core';
import { IconAdjustments, IconFolderPlus, IconMoodSmile, IconPhotoPlus, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { DatasetId } from '../../../main/contract/ids.ts';
import type { CommandId } from '../../../main/contract/system/commands.ts';
import { mediaPath } from '../../../main/contract/system/media.ts';
import { bridge, studio } from '../../client/studio.ts';
import { useImports } from '../../client/use-imports.ts';
import { CommandButton } from '../../commands/CommandButton.tsx';
import { commandById, runCommand } from '../../commands/registry.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FirstSteps } from '../../components/FirstSteps.tsx';
import { LoadFailure } from '../../components/LoadFailure.tsx';
import { Loading } from '../../components/Loading.tsx';
import { SideScreen } from '../../components/Screen.tsx';
import { SideList, SidePanel, SideRow } from '../../components/SidePanel.tsx';
import { formatQuantity } from '../../format.ts';
import { importDialog, navigate } from '../../view-state.ts';
import { DatasetView } from './DatasetView.tsx';
import { privacyPromise } from './ImportDialog.tsx';
import { ImportProgress } from './ImportProgress.tsx';
import { UnfinishedImports } from './UnfinishedImports.tsx';

/** All datasets at the left, the faces of one at the right. */
export function DatasetsScreen({ datasetId }: { datasetId: DatasetId | undefined }) {
  const { data: datasets, error } = useQuery(studio.datasets.list.queryOptions());
  const shown = datasets?.find(({ id }) => id === datasetId) ?? datasets?.[0];

  return (
    <SideScreen
      side={
        <SidePanel label="Datasets" actions={<AddMenu />}>
          <SideList label="Datasets">
            {datasets?.map((dataset) => (
              <SideRow
                key={dataset.id}
                isSelected={dataset.id === shown?.id}
                onSelect={() => navigate({ screen: 'datasets', datasetId: dataset.id })}
                picture={<img src={mediaPath.datasetThumbnail(dataset.id, 0)} alt="" />}
                title={dataset.name}
                detail={formatQuantity(dataset.imageCount, dataset.faces === 'align' ? 'face' : 'picture')}
              />
            ))}
          </SideList>
        </SidePanel>
      }
    >
      <ImportProgress />
      <UnfinishedImports />
      {shown && <DatasetView key={shown.id} dataset={shown} />}
      {datasets?.length === 0 && <NoDatasets />}
      {!datasets && (error ? <LoadFailure error={error} /> : <Loading />)}
    </SideScreen>
  );
}

const run = (id: CommandId) => () => {
  const command = commandById(id);
  if (command) void runCommand(command);
};

function AddMenu() {
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon aria-label="Add a dataset">
          <IconPlus size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFolderPlus size={16} />} onClick={run('datasets.import-folder')}>
          Import folder…
        </Menu.Item>
        <Menu.Item leftSection={<IconPhotoPlus size={16} />} onClick={run('datasets.import-files')}>
          Import files…
        </Menu.Item>
        {bridge && (
          <Menu.Item leftSection={<IconAdjustments size={16} />} onClick={() => importDialog.set({})}>
            Import with options…
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconMoodSmile size={16} />} onClick={run('datasets.draw-sample')}>
          Draw sample faces
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function NoDatasets() {
  const { isImporting } = useImports();
  if (isImporting) {
    return (
      <EmptyState icon={IconPhotoPlus} title="The first dataset is being made">
        Its faces appear here when they are ready. Everything else can be used meanwhile.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconPhotoPlus}
      title="Drop a folder of face photos here"
      firstSteps={<FirstSteps />}
      actions={
        <>
          <CommandButton id="datasets.draw-sample" />
          <CommandButton id="datasets.import-folder" variant="default" />
        </>
      }
    >
      A few hundred faces are enough to begin. Without photos at hand, have 2,000 sample faces drawn in a few
      seconds. {privacyPromise}
    </EmptyState>
  );
}
