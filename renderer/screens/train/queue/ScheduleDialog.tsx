import { Button, Group, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { scheduleBetween } from '../../../../main/contract/runs/clock-time.ts';
import { isWaiting, type Run } from '../../../../main/contract/runs/runs.ts';
import { presentError } from '../../../client/present-error.ts';
import { toldInPlace } from '../../../client/query-client.ts';
import { studio } from '../../../client/studio.ts';
import { Dialog } from '../../../components/Dialog.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { formatClockTime } from '../../../format.ts';
import { TimeFields } from './TimeFields.tsx';

/** New times for a run that waits, or a time to stop at for one that trains. */
export function ScheduleDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const { startAt, stopAt } = run.schedule ?? {};
  const [start, setStart] = useState(startAt === undefined ? '' : formatClockTime(new Date(startAt)));
  const [stop, setStop] = useState(stopAt === undefined ? '' : formatClockTime(new Date(stopAt)));
  const reschedule = useMutation({
    ...studio.queue.reschedule.mutationOptions(),
    onSuccess: onClose,
    meta: toldInPlace,
  });
  const canStartLater = isWaiting(run);
  const save = () => {
    const times = { start: (canStartLater && start) || undefined, stop: stop || undefined };
    reschedule.mutate({ id: run.id, schedule: scheduleBetween(times, new Date()) ?? {} });
  };
  return (
    <Dialog onClose={onClose} title={`Times of ${run.name}`} size="sm">
      <Stack gap="sm">
        <TimeFields
          start={start}
          stop={stop}
          onStart={setStart}
          onStop={setStop}
          canStartLater={canStartLater}
        />
        {reschedule.error && <ErrorNotice error={presentError(reschedule.error)} />}
        <Group justify="end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={reschedule.isPending} onClick={save}>
            Set times
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
