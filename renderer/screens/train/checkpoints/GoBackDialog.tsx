import { Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Checkpoint, Run } from '../../../../main/contract/runs/runs.ts';
import { presentError } from '../../../client/present-error.ts';
import { toldInPlace } from '../../../client/query-client.ts';
import { studio } from '../../../client/studio.ts';
import { Dialog } from '../../../components/Dialog.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { formatKimg, formatQuantity } from '../../../format.ts';
import classes from './checkpoints.module.css';

interface Props {
  run: Run;
  checkpoint: Checkpoint;
  /** All of the run. */
  checkpoints: readonly Checkpoint[];
  onClose: () => void;
}

/** Asks before everything after a checkpoint goes. */
export function GoBackDialog({ run, checkpoint, checkpoints, onClose }: Props) {
  const goBack = useMutation({
    ...studio.runs.rollback.mutationOptions(),
    onSuccess: onClose,
    meta: toldInPlace,
  });
  const later = checkpoints.filter(({ nimg }) => nimg > checkpoint.nimg).length;
  return (
    <Dialog onClose={onClose} title={`Go back to ${formatKimg(checkpoint.nimg)}`}>
      <Text size="sm" mb="md">
        {formatQuantity(later, 'later checkpoint')}, and the losses and sample grids from{' '}
        {formatKimg(checkpoint.nimg)} to {formatKimg(run.nimg)}, are deleted. Models that were kept stay.
        Resume the run to train on from there.
      </Text>
      {goBack.error && <ErrorNotice error={presentError(goBack.error)} />}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose} data-autofocus>
          Stay
        </Button>
        <Button
          color="red"
          loading={goBack.isPending}
          onClick={() => goBack.mutate({ id: run.id, checkpoint: checkpoint.name })}
        >
          Go back
        </Button>
      </div>
    </Dialog>
  );
}
