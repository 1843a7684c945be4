import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { IconDots, IconPin, IconPinFilled, IconPinnedOff } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { RunId } from '../../../../main/contract/ids.ts';
import { type Checkpoint, isWaiting, type Run } from '../../../../main/contract/runs/runs.ts';
import { studio } from '../../../client/studio.ts';
import { Ago } from '../../../components/Ago.tsx';
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx';
import { formatBytes, formatKimg } from '../../../format.ts';
import { addToComparison } from '../../../generators/compared.ts';
import { isBusy } from '../../../runs/run-actions.ts';
import { navigate } from '../../../view-state.ts';
import classes from './checkpoints.module.css';

interface Props {
  run: Run;
  checkpoint: Checkpoint;
  /** The run goes on from it. */
  isNewest: boolean;
  onGoBack: () => void;
}

/** One checkpoint: how far, how old, how large, and what can be done with it. */
export function CheckpointRow({ run, checkpoint, isNewest, onGoBack }: Props) {
  const { name, nimg, savedAt, sizeBytes, isPinned, kid, isBest } = checkpoint;
  const of = { id: run.id, checkpoint: name };
  const pin = useMutation(studio.runs.pin.mutationOptions());
  const [isDeleting, setIsDeleting] = useState(false);
  const promote = useMutation({
    ...studio.models.promote.mutationOptions(),
    onSuccess: ({ id }) => navigate({ screen: 'models', modelId: id }),
  });
  const isHeld = isBusy(run) || isWaiting(run);
  return (
    <li className={classes.row}>
      <div className={classes.facts}>
        <strong>{formatKimg(nimg)}</strong>
        {isNewest && <span className={classes.mark}>newest</span>}
        {isBest && <span className={classes.mark}>best</span>}
        {isPinned && <span className={classes.mark}>pinned</span>}
        <span className={classes.detail}>
          <Ago time={savedAt} /> · {formatBytes(sizeBytes)}
          {kid !== undefined && ` · KID ${kid.toPrecision(3)}`}
        </span>
      </div>
      <Tooltip
        label={isPinned ? 'Unpin: it may go when newer ones are saved' : 'Pin: keep it until it is unpinned'}
      >
        <ActionIcon
          aria-label={isPinned ? `Unpin ${formatKimg(nimg)}` : `Pin ${formatKimg(nimg)}`}
          aria-pressed={isPinned}
          loading={pin.isPending}
          onClick={() => pin.mutate({ ...of, isPinned: !isPinned })}
        >
          {isPinned ? <IconPinFilled size={16} /> : <IconPin size={16} />}
        </ActionIcon>
      </Tooltip>
      {!isNewest && (
        <Tooltip label={isHeld ? 'Pause the run first' : 'What came after it is deleted'}>
          <Button size="compact-xs" variant="default" disabled={isHeld} onClick={onGoBack}>
            Go back to here
          </Button>
        </Tooltip>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={`More for ${formatKimg(nimg)}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => promote.mutate({ runId: run.id, checkpoint: name })}>
            Keep as model
          </Menu.Item>
          <Menu.Item onClick={() => addToComparison({ kind: 'run', id: run.id, checkpoint: name })}>
            Compare
          </Menu.Item>
          {isPinned && (
            <Menu.Item
              leftSection={<IconPinnedOff size={16} />}
              onClick={() => pin.mutate({ ...of, isPinned: false })}
            >
              Unpin
            </Menu.Item>
          )}
          <Menu.Item color="red" disabled={isNewest || isPinned} onClick={() => setIsDeleting(true)}>
            Delete…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isDeleting && <DeleteDialog {...of} nimg={nimg} onClose={() => setIsDeleting(false)} />}
    </li>
  );
}

interface DeleteProps {
  id: RunId;
  checkpoint: string;
  nimg: number;
  onClose: () => void;
}

/** Asks before a checkpoint goes for good. */
function DeleteDialog({ id, checkpoint, nimg, onClose }: DeleteProps) {
  const remove = useMutation({ ...studio.runs.removeCheckpoint.mutationOptions(), onSettled: onClose });
  return (
    <ConfirmDialog
      title={`Delete the checkpoint of ${formatKimg(nimg)}`}
      action="Delete"
      isPending={remove.isPending}
      onConfirm={() => remove.mutate({ id, checkpoint })}
      onClose={onClose}
    >
      The run cannot go back to it any more, and it draws no faces. Models that were kept from it stay.
    </ConfirmDialog>
  );
}
