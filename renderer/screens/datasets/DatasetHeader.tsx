import { ActionIcon, Button, Group, Menu } from '@mantine/core';
import { IconCopy, IconDots, IconFileText, IconPencil, IconPhotoPlus, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Dataset, FacesMode } from '../../../main/contract/datasets/datasets.ts';
import { ScreenHeading } from '../../components/Screen.tsx';
import { Stat, Stats } from '../../components/Stat.tsx';
import { formatBytes, formatCount } from '../../format.ts';
import { importDialog, navigate } from '../../view-state.ts';
import { NameDialog, RemoveDialog } from './DatasetDialogs.tsx';
import classes from './datasets.module.css';
import { saveReport } from './report-actions.ts';

/** How the pictures of a dataset were made, in a word. */
export const facesModeNames: Record<FacesMode, string> = {
  align: 'aligned faces',
  centre: 'centre crops',
  'as-is': 'as they are',
};

/** Name and numbers of a dataset, and what can be done with it. */
export function DatasetHeader({ dataset }: { dataset: Dataset }) {
  const [dialog, setDialog] = useState<'rename' | 'duplicate' | 'remove'>();
  const report = useMutation({ mutationFn: () => saveReport(dataset, 'html') });
  const close = () => setDialog(undefined);
  const leftOut = dataset.itemCount - dataset.imageCount;

  return (
    <header className={classes.head}>
      <ScreenHeading title={dataset.name} hint={dataset.sources.join('\n')}>
        <Group gap="xs" ml="auto" wrap="nowrap">
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon aria-label="More for this dataset">
                <IconDots size={18} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<IconPhotoPlus size={16} />}
                onClick={() => importDialog.set({ addTo: dataset })}
              >
                Add more pictures…
              </Menu.Item>
              <Menu.Item leftSection={<IconFileText size={16} />} onClick={() => report.mutate()}>
                Save report
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setDialog('rename')}>
                Rename…
              </Menu.Item>
              <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => setDialog('duplicate')}>
                Duplicate…
              </Menu.Item>
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={16} />}
                onClick={() => setDialog('remove')}
              >
                Remove dataset…
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <Button onClick={() => navigate({ screen: 'train', isNew: true, datasetId: dataset.id })}>
            Train on this
          </Button>
        </Group>
      </ScreenHeading>
      <Stats>
        <Stat label="Faces" hint="Pictures in use: trained on, or held out">
          {formatCount(dataset.imageCount)}
        </Stat>
        <Stat label="Left out" hint="Prepared, but not used; any of them can be taken in">
          {formatCount(leftOut)}
        </Stat>
        <Stat
          label="Held out"
          help="heldOut"
          hint="Never trained on: kept to see whether a model has learned or only copies"
        >
          {formatCount(dataset.heldOutCount)}
        </Stat>
        <Stat label="Prepared" hint="Sources smaller than this keep their own size">
          {facesModeNames[dataset.faces]}, up to {dataset.size} × {dataset.size}
        </Stat>
        <Stat label="Trains in">{dataset.channels === 1 ? 'grey' : 'colour'}</Stat>
        <Stat label="On disk">{formatBytes(dataset.sizeBytes)}</Stat>
      </Stats>
      {dialog === 'rename' && <NameDialog dataset={dataset} kind="rename" onClose={close} />}
      {dialog === 'duplicate' && <NameDialog dataset={dataset} kind="duplicate" onClose={close} />}
      {dialog === 'remove' && <RemoveDialog dataset={dataset} onClose={close} />}
    </header>
  );
}
