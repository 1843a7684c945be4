import { SegmentedControl } from '@mantine/core';
import { NumberField } from '../../../components/NumberField.tsx';
import { FieldLabel } from '../../../help/FieldLabel.tsx';
import { describeLength } from './estimate.ts';
import { chosenLength, type FormPart } from './form.ts';
import classes from './new-run.module.css';

interface Props extends Pick<FormPart, 'form' | 'change' | 'preset'> {
  /** Images a second that were measured for such a run. */
  rate: number | undefined;
}

/** How long the run goes, in minutes or in kimg, and what that comes to in the other. */
export function LengthField({ form, change, preset, rate }: Props) {
  const length = chosenLength(form, preset);
  return (
    <div>
      <FieldLabel htmlFor="run-length" topic="kimg">
        Length
      </FieldLabel>
      <div className={classes.length}>
        <NumberField
          id="run-length"
          w={88}
          min={form.lengthUnit === 'minutes' ? 0.1 : 0.5}
          max={1_000_000}
          value={'minutes' in length ? length.minutes : length.kimg}
          onChange={(value) => change({ length: Number(value) > 0 ? Number(value) : undefined })}
        />
        <SegmentedControl
          aria-label="Unit of length"
          value={form.lengthUnit}
          onChange={(lengthUnit) => change({ lengthUnit, length: undefined })}
          data={[
            { value: 'minutes', label: 'minutes' },
            { value: 'kimg', label: 'kimg' },
          ]}
        />
      </div>
      <p className={classes.hint}>{describeLength(length, rate) ?? 'kimg: thousand images shown'}</p>
    </div>
  );
}
