import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { JobId } from '../../../../main/contract/ids.ts';
import { presentReport } from '../../../client/present-error.ts';
import { studio } from '../../../client/studio.ts';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { ProgressLine } from '../../../components/ProgressLine.tsx';

interface Props {
  jobId: JobId;
  onClose: () => void;
  /** Back to the choices. */
  onAgain: () => void;
}

/** An export that goes on, and why it ended where it did not succeed. */
export function ExportProgress({ jobId, onClose, onAgain }: Props) {
  const job = useQuery(studio.jobs.list.queryOptions()).data?.find(({ id }) => id === jobId);
  const cancel = useMutation(studio.jobs.cancel.mutationOptions());
  const isDone = job?.state === 'done';
  useEffect(() => {
    if (isDone) onClose();
  }, [isDone, onClose]);
  if (job?.state === 'failed' || job?.state === 'cancelled') {
    return (
      <Stack gap="md">
        {job.error ? (
          <ErrorNotice error={presentReport(job.error)} action={null} />
        ) : (
          <Text size="sm">Cancelled. Nothing was written.</Text>
        )}
        <Group justify="end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button onClick={onAgain}>Change and try again</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      <ProgressLine
        title={job?.title ?? 'Export'}
        progress={job?.progress}
        onCancel={() => cancel.mutate({ id: jobId })}
      />
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          It goes on when this is closed; Jobs shows it.
        </Text>
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
      </Group>
    </Stack>
  );
}
