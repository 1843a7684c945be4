import { ActionIcon, Button, Group, Menu, Modal, SegmentedControl, Slider, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconDots, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Dataset } from '../../../main/contract/datasets.ts';
import { mediaPath } from '../../../main/contract/media.ts';
import { studio } from '../../client/studio.ts';
import { Stat, Stats } from '../../components/Stat.tsx';
import { Tile } from '../../components/Tile.tsx';
import { VirtualGrid } from '../../components/VirtualGrid.tsx';
import { formatBytes, formatCount } from '../../format.ts';
import { navigate } from '../../view-state.ts';
import classes from './datasets.module.css';
import { FaceLightbox } from './FaceLightbox.tsx';
import { QuarantineList } from './QuarantineList.tsx';

/** One dataset: what it is, its faces, the files that were set aside, and the way on. */
export function DatasetView({ dataset }: { dataset: Dataset }) {
  const [tab, setTab] = useState('faces');
  const [tileSize, setTileSize] = useLocalStorage({ key: 'dataset-tile', defaultValue: 88 });
  const [opened, setOpened] = useState<number>();
  const [isRemoving, setIsRemoving] = useState(false);
  const sources = dataset.sources.join('\n');

  return (
    <>
      <header className={classes.head}>
        <div className={classes.heading}>
          <h1 title={sources}>{dataset.name}</h1>
          <Group gap="xs" ml="auto" wrap="nowrap">
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon aria-label="More for this dataset">
                  <IconDots size={18} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item
                  color="red"
                  leftSection={<IconTrash size={16} />}
                  onClick={() => setIsRemoving(true)}
                >
                  Remove dataset…
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
            <Button onClick={() => navigate({ screen: 'train', isNew: true, datasetId: dataset.id })}>
              Train on this
            </Button>
          </Group>
        </div>
        <Stats>
          <Stat label="Faces">{formatCount(dataset.imageCount)}</Stat>
          <Stat label="Prepared at" hint="Sources smaller than this keep their own size">
            up to {dataset.size} × {dataset.size}
          </Stat>
          <Stat label="Trains in">{dataset.channels === 1 ? 'grey' : 'colour'}</Stat>
          <Stat label="On disk">{formatBytes(dataset.sizeBytes)}</Stat>
          <Stat label="Set aside" hint="Files that could not be used; they are listed with the reason">
            {formatCount(dataset.quarantinedCount)}
          </Stat>
        </Stats>
      </header>
      <div className={classes.toolbar}>
        <SegmentedControl
          aria-label="What to show"
          value={tab}
          onChange={setTab}
          data={[
            { value: 'faces', label: 'Faces' },
            { value: 'aside', label: `Set aside (${formatCount(dataset.quarantinedCount)})` },
          ]}
        />
        {tab === 'faces' && (
          <Slider
            aria-label="Picture size"
            label={null}
            w={120}
            ml="auto"
            min={48}
            max={176}
            step={8}
            value={tileSize}
            onChange={setTileSize}
          />
        )}
      </div>
      {tab === 'faces' ? (
        <VirtualGrid
          label={`Faces of ${dataset.name}`}
          count={dataset.imageCount}
          tileSize={tileSize}
          renderTile={(index) => (
            <Tile
              src={mediaPath.datasetThumbnail(dataset.id, index)}
              label={`Face ${index + 1}`}
              onOpen={() => setOpened(index)}
            />
          )}
        />
      ) : (
        <QuarantineList datasetId={dataset.id} />
      )}
      {opened !== undefined && (
        <FaceLightbox
          dataset={dataset}
          index={opened}
          onIndex={setOpened}
          onClose={() => setOpened(undefined)}
        />
      )}
      {isRemoving && <RemoveDialog dataset={dataset} onClose={() => setIsRemoving(false)} />}
    </>
  );
}

function RemoveDialog({ dataset, onClose }: { dataset: Dataset; onClose: () => void }) {
  const remove = useMutation({
    ...studio.datasets.remove.mutationOptions(),
    onSettled: onClose,
  });
  return (
    <Modal opened onClose={onClose} title={`Remove ${dataset.name}`}>
      <Text size="sm" mb="md">
        The {formatCount(dataset.imageCount)} prepared faces are deleted from the library (
        {formatBytes(dataset.sizeBytes)}). Your own photos stay where they are.
      </Text>
      <Group justify="end" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          Keep it
        </Button>
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate({ id: dataset.id })}>
          Remove
        </Button>
      </Group>
    </Modal>
  );
}
