import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import type { Dataset } from '../../../main/contract/datasets/datasets.ts';
import { client, studio } from '../../client/studio.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { formatBytes, formatCount } from '../../format.ts';
import { navigate } from '../../view-state.ts';

interface Props {
  dataset: Dataset;
  onClose: () => void;
}

/** Asks for a name: a new one for this dataset, or one for its copy. */
export function NameDialog({ dataset, kind, onClose }: Props & { kind: keyof typeof nameTexts }) {
  const { title, button, suggest } = nameTexts[kind];
  const [name, setName] = useState(suggest(dataset.name));
  const act = useMutation({
    mutationFn: async () => {
      const input = { id: dataset.id, name: name.trim() };
      if (kind === 'rename') await client.datasets.rename(input);
      else navigate({ screen: 'datasets', datasetId: (await client.datasets.duplicate(input)).id });
    },
    onSuccess: onClose,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    act.mutate();
  };
  return (
    <Dialog onClose={onClose} title={`${title} ${dataset.name}`}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label="Name"
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <Group justify="end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={name.trim() === ''} loading={act.isPending}>
              {button}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

const nameTexts = {
  rename: { title: 'Rename', button: 'Rename', suggest: (name: string) => name },
  duplicate: { title: 'Duplicate', button: 'Duplicate', suggest: (name: string) => `${name} copy` },
};

/** Asks before the library's copies go. */
export function RemoveDialog({ dataset, onClose }: Props) {
  const remove = useMutation({
    ...studio.datasets.remove.mutationOptions(),
    onSettled: onClose,
  });
  return (
    <ConfirmDialog
      title={`Remove ${dataset.name}`}
      action="Remove"
      isPending={remove.isPending}
      onConfirm={() => remove.mutate({ id: dataset.id })}
      onClose={onClose}
    >
      The {formatCount(dataset.itemCount)} prepared faces are deleted from the library (
      {formatBytes(dataset.sizeBytes)}). Your own photos stay where they are.
    </ConfirmDialog>
  );
}
