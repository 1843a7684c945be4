import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run } from '../../../main/contract/runs/runs.ts';
import { presentError } from '../../client/present-error.ts';
import { toldInPlace } from '../../client/query-client.ts';
import { client } from '../../client/studio.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { NumberField } from '../../components/NumberField.tsx';
import { formatClock, formatKimg } from '../../format.ts';
import { FieldLabel } from '../../help/FieldLabel.tsx';

type Unit = 'kimg' | 'minutes';

/** A new length for a run that has finished, with which it goes on from its newest checkpoint. */
export function GoOnDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const [unit, setUnit] = useState<Unit>(run.config.maxMinutes === undefined ? 'kimg' : 'minutes');
  const [length, setLength] = useState<number | undefined>(() => lengthToOffer(run, unit));
  const goOn = useMutation({
    mutationFn: (limit: number) =>
      client.runs.resume({ id: run.id, ...(unit === 'kimg' ? { maxKimg: limit } : { maxMinutes: limit }) }),
    onSuccess: onClose,
    meta: toldInPlace,
  });
  return (
    <Dialog onClose={onClose} title={`Go on with ${run.name}`} size="sm">
      <Stack gap="sm">
        <Text size="sm">
          It has been shown {formatKimg(run.nimg)} in {formatClock(run.trainingSeconds)}. It goes on from its
          newest checkpoint until it has the new length, counted from its start.
        </Text>
        <div>
          <FieldLabel htmlFor="new-length" topic="kimg">
            New length
          </FieldLabel>
          <Group gap="xs">
            <NumberField
              id="new-length"
              w={112}
              min={0}
              max={1_000_000}
              value={length ?? ''}
              onChange={(value) => setLength(Number(value) > 0 ? Number(value) : undefined)}
              data-autofocus
            />
            <SegmentedControl
              aria-label="Unit of the new length"
              value={unit}
              onChange={(chosen) => {
                setUnit(chosen);
                setLength(lengthToOffer(run, chosen));
              }}
              data={[
                { value: 'minutes', label: 'minutes' },
                { value: 'kimg', label: 'kimg' },
              ]}
            />
          </Group>
        </div>
        {goOn.error && <ErrorNotice error={presentError(goOn.error)} action={null} />}
        <Group justify="end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            loading={goOn.isPending}
            disabled={length === undefined}
            onClick={() => length !== undefined && goOn.mutate(length)}
          >
            Go on
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

/** What the run had been given where it was stopped before that; otherwise twice as far as it has come. */
function lengthToOffer({ config, nimg, trainingSeconds }: Run, unit: Unit): number {
  const reached = unit === 'kimg' ? nimg / 1000 : trainingSeconds / 60;
  const given = unit === 'kimg' ? config.maxKimg : config.maxMinutes;
  return given !== undefined && given > reached ? given : Math.max(1, Math.ceil(2 * reached));
}
