import { Button, Tooltip } from '@mantine/core';
import { IconPlayerPauseFilled } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Run } from '../../../../main/contract/runs/runs.ts';
import { studio } from '../../../client/studio.ts';
import { pauseRun } from '../../../runs/run-actions.ts';

/** Pauses the run that trains, and says what happens then. */
export function PauseButton({ run }: { run: Run }) {
  const pause = useMutation({ mutationFn: pauseRun });
  const next = useQuery(studio.runs.list.queryOptions()).data?.find(
    ({ queuePosition }) => queuePosition === 1,
  );
  const isHeld = useQuery(studio.queue.get.queryOptions()).data?.isHeld ?? false;
  const then =
    next && !isHeld
      ? `; ${next.name} begins then. To keep the machine free, hold the queue first.`
      : ', and frees the processor and the memory.';
  return (
    <Tooltip label={`Saves a checkpoint${then}`} multiline maw={320}>
      <Button
        variant="default"
        leftSection={<IconPlayerPauseFilled size={14} />}
        loading={pause.isPending}
        onClick={() => pause.mutate(run)}
      >
        Pause
      </Button>
    </Tooltip>
  );
}
