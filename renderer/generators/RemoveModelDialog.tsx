import { Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ModelId } from '../../main/contract/ids.ts';
import { studio } from '../client/studio.ts';
import { Dialog } from '../components/Dialog.tsx';

interface Props {
  model: { id: ModelId; name: string };
  onRemoved: () => void;
  onClose: () => void;
}

/** Asks before a model goes for good. */
export function RemoveModelDialog({ model, onRemoved, onClose }: Props) {
  const remove = useMutation({
    ...studio.models.remove.mutationOptions(),
    onSuccess: onRemoved,
    onSettled: onClose,
  });
  return (
    <Dialog onClose={onClose} title={`Remove ${model.name}`}>
      <Text size="sm" mb="md">
        Its weights, its card and its scores are deleted from the library. Files that were exported from it,
        and saved faces, stay.
      </Text>
      <Group justify="end" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          Keep it
        </Button>
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate({ id: model.id })}>
          Remove
        </Button>
      </Group>
    </Dialog>
  );
}
