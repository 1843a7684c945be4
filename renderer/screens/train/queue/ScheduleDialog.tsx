import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { scheduleBetween } from '../../../../main/contract/clock-time.ts';
import type { Run } from '../../../../main/contract/runs.ts';
import { presentError } from '../../../client/present-error.ts';
import { studio } from '../../../client/studio.ts';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { formatClockTime } from '../../../format.ts';
import { isWaiting } from '../run-actions.ts';

/** New times for a run that waits, or a time to stop at for one that trains. */
export function ScheduleDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const { startAt, stopAt } = run.schedule ?? {};
  const [start, setStart] = useState(startAt === undefined ? '' : formatClockTime(new Date(startAt)));
  const [stop, setStop] = useState(stopAt === undefined ? '' : formatClockTime(new Date(stopAt)));
  const reschedule = useMutation({ ...studio.queue.reschedule.mutationOptions(), onSuccess: onClose });
  const canStartLater = isWaiting(run);
  const save = () => {
    const times = { start: (canStartLater && start) || undefined, stop: stop || undefined };
    reschedule.mutate({ id: run.id, schedule: scheduleBetween(times, new Date()) ?? {} });
  };
  return (
    <Modal opened onClose={onClose} title={`Times of ${run.name}`} size="sm">
      <Stack gap="sm">
        {canStartLater && (
          <TextInput
            type="time"
            label="Start at"
            description="Not before the next time that clocks show this; empty = when its turn comes"
            value={start}
            onChange={(event) => setStart(event.currentTarget.value)}
            data-autofocus
          />
        )}
        <TextInput
          type="time"
          label="Stop at"
          description="It is stopped then, with a checkpoint; empty = at its length"
          value={stop}
          onChange={(event) => setStop(event.currentTarget.value)}
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
    </Modal>
  );
}
