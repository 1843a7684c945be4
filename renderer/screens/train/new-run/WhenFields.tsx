import { NumberInput, TextInput } from '@mantine/core';
import { scheduleBetween } from '../../../../main/contract/clock-time.ts';
import { fewestForScores } from '../../../../main/contract/scores.ts';
import { formatMoment } from '../../../format.ts';
import type { FormPart } from './form.ts';
import classes from './new-run.module.css';

/** When the run may begin, and what else than its length ends it; all of it may be left empty. */
export function WhenFields({ form, change, dataset }: Pick<FormPart, 'form' | 'change' | 'dataset'>) {
  const isScored = dataset.imageCount - dataset.heldOutCount >= fewestForScores;
  const schedule = scheduleBetween(
    { start: form.startAt || undefined, stop: form.stopAt || undefined },
    new Date(),
  );
  return (
    <section className={classes.optional} aria-label="When">
      <TextInput
        type="time"
        label="Start at"
        description={schedule?.startAt ? describe(schedule.startAt) : 'empty = when its turn comes'}
        inputWrapperOrder={['label', 'input', 'description']}
        value={form.startAt}
        onChange={(event) => change({ startAt: event.currentTarget.value })}
      />
      <TextInput
        type="time"
        label="Stop at"
        description={schedule?.stopAt ? describe(schedule.stopAt) : 'empty = at its length'}
        inputWrapperOrder={['label', 'input', 'description']}
        value={form.stopAt}
        onChange={(event) => change({ stopAt: event.currentTarget.value })}
      />
      <NumberInput
        label="Stop below KID"
        description={
          isScored
            ? 'empty = whatever its scores; they are measured in training'
            : `scores need ${fewestForScores} pictures to train on`
        }
        disabled={!isScored}
        hideControls
        inputWrapperOrder={['label', 'input', 'description']}
        min={0}
        step={0.01}
        decimalScale={4}
        value={form.stopBelowKid ?? ''}
        onChange={(value) => change({ stopBelowKid: Number(value) > 0 ? Number(value) : undefined })}
      />
    </section>
  );
}

const describe = (moment: string) => `next: ${formatMoment(new Date(moment))}`;
