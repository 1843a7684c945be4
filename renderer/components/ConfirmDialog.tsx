import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Dialog } from './Dialog.tsx';

interface Props {
  title: string;
  /** What it does, on its button: "Remove". */
  action: string;
  /** On the button that changes nothing. */
  keep?: string;
  /** What goes, and what stays. */
  children: ReactNode;
  isPending: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something goes for good; the safe answer has the focus. */
export function ConfirmDialog({
  title,
  action,
  keep = 'Keep it',
  children,
  isPending,
  onConfirm,
  onClose,
}: Props) {
  return (
    <Dialog onClose={onClose} title={title}>
      <Text size="sm" mb="md">
        {children}
      </Text>
      <Group justify="end" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {keep}
        </Button>
        <Button color="red" loading={isPending} onClick={onConfirm}>
          {action}
        </Button>
      </Group>
    </Dialog>
  );
}
