import { Button, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Dataset, Decided, ItemDecision } from '../../../main/contract/datasets/datasets.ts';
import { notifyUndo } from '../../client/notify.tsx';
import { client } from '../../client/studio.ts';
import { formatQuantity } from '../../format.ts';

interface Props {
  dataset: Dataset;
  indices: number[];
  onDone: () => void;
}

/** What can be done with the chosen pictures. */
export function SelectionBar({ dataset, indices, onDone }: Props) {
  const decide = useMutation({
    mutationFn: async (decision: ItemDecision) => {
      const { before } = await client.datasets.decide({ id: dataset.id, indices, decision });
      tellWithUndo(dataset, indices.length, decision, before);
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

const past: Record<ItemDecision, string> = {
  in: 'taken in',
  out: 'left out',
  auto: 'left to the doctor',
};

function tellWithUndo(
  dataset: Dataset,
  count: number,
  decision: ItemDecision,
  before: Decided['before'],
): void {
  const undo = async () => {
    for (const earlier of before) await client.datasets.decide({ id: dataset.id, ...earlier });
  };
  notifyUndo(`decided-${dataset.id}`, `${formatQuantity(count, 'picture')} ${past[decision]}`, undo);
}
