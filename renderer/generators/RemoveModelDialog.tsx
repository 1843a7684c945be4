import { useMutation } from '@tanstack/react-query';
import type { ModelId } from '../../main/contract/ids.ts';
import { studio } from '../client/studio.ts';
import { ConfirmDialog } from '../components/ConfirmDialog.tsx';

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
    <ConfirmDialog
      title={`Remove ${model.name}`}
      action="Remove"
      isPending={remove.isPending}
      onConfirm={() => remove.mutate({ id: model.id })}
      onClose={onClose}
    >
      Its weights, its card and its scores are deleted from the library. Files that were exported from it, and
      saved faces, stay.
    </ConfirmDialog>
  );
}
