import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import type { Dataset, ItemDecision } from '../../../main/contract/datasets.ts';
import { client } from '../../client/studio.ts';
import { formatQuantity } from '../../format.ts';

interface Props {
  dataset: Dataset;
  indices: number[];
  onDone: () => void;
}

const past: Record<ItemDecision, string> = {
  in: 'taken in',
  out: 'left out',
  auto: 'left to the doctor',
};

/** What can be done with the chosen pictures. */
export function SelectionBar({ dataset, indices, onDone }: Props) {
  const decide = useMutation({
    mutationFn: async (decision: ItemDecision) => {
      await client.datasets.decide({ id: dataset.id, indices, decision });
      tellWithUndo(dataset, indices, decision);
    },
    onSuccess: onDone,
  });
  return (
    <>
      <span>{formatQuantity(indices.length, 'picture')} selected</span>
      <Group gap="xs" ml="auto" wrap="nowrap">
        <Button variant="default" onClick={() => decide.mutate('auto')}>
          Let the doctor decide
        </Button>
        <Button variant="default" onClick={() => decide.mutate('in')}>
          Take in
        </Button>
        <Button onClick={() => decide.mutate('out')} loading={decide.isPending}>
          Leave out
        </Button>
      </Group>
    </>
  );
}

/** Pictures go back to what their findings say: the decision before this one is not known for each of many. */
function tellWithUndo(dataset: Dataset, indices: number[], decision: ItemDecision): void {
  const id = `decided-${dataset.id}`;
  const undo = async () => {
    notifications.hide(id);
    await client.datasets.decide({ id: dataset.id, indices, decision: 'auto' });
  };
  notifications.hide(id);
  notifications.show({
    id,
    color: 'accent',
    autoClose: 8000,
    title: `${formatQuantity(indices.length, 'picture')} ${past[decision]}`,
    message:
      decision === 'auto' ? (
        'Their findings decide now.'
      ) : (
        <Button size="compact-xs" variant="default" onClick={() => void undo()}>
          Undo
        </Button>
      ),
  });
}
