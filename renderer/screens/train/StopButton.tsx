import { Button, Tooltip } from '@mantine/core';
import { IconPlayerStopFilled } from '@tabler/icons-react';

interface Props {
  label: string;
  /** What it does to the run or runs, as full sentences. */
  hint: string;
  isPending: boolean;
  onClick(): void;
}

/** Ends a run, or all runs of a sweep, at once: nothing is lost by it. */
export function StopButton({ label, hint, isPending, onClick }: Props) {
  return (
    <Tooltip label={hint} multiline maw={320}>
      <Button
        variant="default"
        leftSection={<IconPlayerStopFilled size={14} />}
        loading={isPending}
        onClick={onClick}
      >
        {label}
      </Button>
    </Tooltip>
  );
}
