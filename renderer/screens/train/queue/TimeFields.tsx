import { TextInput } from '@mantine/core';
import { scheduleBetween } from '../../../../main/contract/runs/clock-time.ts';
import { formatMoment } from '../../../format.ts';

interface Props {
  /** Times of day; empty = none. */
  start: string;
  stop: string;
  onStart: (time: string) => void;
  onStop: (time: string) => void;
  /** False once it trains. */
  canStartLater?: boolean;
}

/** When a run may begin and when it is stopped, by the clocks here. */
export function TimeFields({ start, stop, onStart, onStop, canStartLater = true }: Props) {
  const times = { start: (canStartLater && start) || undefined, stop: stop || undefined };
  const { startAt, stopAt } = scheduleBetween(times, new Date()) ?? {};
  return (
    <>
      {canStartLater && (
        <TextInput
          type="time"
          label="Start at"
          description={startAt ? next(startAt) : 'empty = when its turn comes'}
          inputWrapperOrder={[...order]}
          value={start}
          onChange={(event) => onStart(event.currentTarget.value)}
          data-autofocus
        />
      )}
      <TextInput
        type="time"
        label="Stop at"
        description={stopAt ? next(stopAt) : 'empty = at its length'}
        inputWrapperOrder={[...order]}
        value={stop}
        onChange={(event) => onStop(event.currentTarget.value)}
      />
    </>
  );
}

const order = ['label', 'input', 'description'] as const;

const next = (moment: string) => `next: ${formatMoment(new Date(moment))}`;
