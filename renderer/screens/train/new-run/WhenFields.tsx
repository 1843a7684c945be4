import { fewestForScores } from '../../../../main/contract/scores/scores.ts';
import { NumberField } from '../../../components/NumberField.tsx';
import { FieldLabel } from '../../../help/FieldLabel.tsx';
import { TimeFields } from '../queue/TimeFields.tsx';
import type { FormPart } from './form.ts';
import classes from './new-run.module.css';

/** When the run may begin, and what else than its length ends it; all of it may be left empty. */
export function WhenFields({ form, change, dataset }: Pick<FormPart, 'form' | 'change' | 'dataset'>) {
  const isScored = dataset.imageCount - dataset.heldOutCount >= fewestForScores;
  return (
    <section className={classes.optional} aria-label="When">
      <TimeFields
        start={form.startAt}
        stop={form.stopAt}
        onStart={(startAt) => change({ startAt })}
        onStop={(stopAt) => change({ stopAt })}
      />
      <div>
        <FieldLabel htmlFor="run-kid" topic="kid">
          Stop below KID
        </FieldLabel>
        <NumberField
          id="run-kid"
          description={
            isScored
              ? 'empty = whatever its scores; they are measured in training'
              : `scores need ${fewestForScores} pictures to train on`
          }
          disabled={!isScored}
          hideControls
          inputWrapperOrder={['input', 'description']}
          min={0}
          step={0.01}
          decimalScale={4}
          value={form.stopBelowKid ?? ''}
          onChange={(value) => change({ stopBelowKid: Number(value) > 0 ? Number(value) : undefined })}
        />
      </div>
    </section>
  );
}
