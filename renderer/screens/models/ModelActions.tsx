import { ActionIcon, Button, Group, Menu } from '@mantine/core';
import {
  IconChartLine,
  IconColumns3,
  IconDots,
  IconFileExport,
  IconMoodSmile,
  IconSparkles,
  IconTrash,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Model } from '../../../main/contract/models/models.ts';
import { studio } from '../../client/studio.ts';
import { addToComparison } from '../../generators/compared.ts';
import { RemoveModelDialog } from '../../generators/RemoveModelDialog.tsx';
import { navigate } from '../../view-state.ts';
import { ExportModelDialog } from './files/ExportModelDialog.tsx';

/** What can be done with a model, in one row; the rest in its menu. */
export function ModelActions({ model }: { model: Model }) {
  // Its run may have been removed since.
  const run = useQuery(studio.runs.list.queryOptions()).data?.find(({ id }) => id === model.runId);
  const [isRemoving, setIsRemoving] = useState(false);
  const [isExporting, setIsExporting] = useState(false);
  return (
    <Group gap="xs" ml="auto" wrap="nowrap">
      <Button
        leftSection={<IconSparkles size={15} />}
        onClick={() => navigate({ screen: 'gallery', from: { kind: 'model', id: model.id } })}
      >
        Generate faces
      </Button>
      <Button
        variant="default"
        leftSection={<IconMoodSmile size={15} />}
        onClick={() => navigate({ screen: 'explore', from: { kind: 'model', id: model.id } })}
      >
        Explore
      </Button>
      <Button
        variant="default"
        leftSection={<IconFileExport size={15} />}
        onClick={() => setIsExporting(true)}
      >
        Export…
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label="More for this model">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconColumns3 size={16} />}
            onClick={() => addToComparison({ kind: 'model', id: model.id })}
          >
            Compare
          </Menu.Item>
          <Menu.Item
            leftSection={<IconChartLine size={16} />}
            disabled={!run}
            onClick={() => run && navigate({ screen: 'train', runId: run.id })}
          >
            Show its run
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setIsRemoving(true)}>
            Remove model…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isExporting && <ExportModelDialog model={model} onClose={() => setIsExporting(false)} />}
      {isRemoving && (
        <RemoveModelDialog
          model={model}
          onRemoved={() => navigate({ screen: 'models' })}
          onClose={() => setIsRemoving(false)}
        />
      )}
    </Group>
  );
}
