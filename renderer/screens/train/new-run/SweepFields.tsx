import { Select, TextInput } from '@mantine/core';
import { SweepAxis } from '../../../../main/contract/runs/run-group.ts';
import { FieldLabel } from '../../../help/FieldLabel.tsx';
import { axisTitles } from '../group/GroupHeader.tsx';
import type { FormPart } from './form.ts';
import classes from './new-run.module.css';
import { sweepExamples, sweepProblem } from './sweep.ts';

/** One run, or several that differ in one setting. */
export function SweepFields({ form, change }: Pick<FormPart, 'form' | 'change'>) {
  const { sweepAxis, sweepValues, placeId } = form;
  return (
    <section className={classes.optional} aria-label="Sweep">
      <div>
        <FieldLabel htmlFor="run-sweep" topic="sweep">
          Runs
        </FieldLabel>
        <Select
          id="run-sweep"
          value={sweepAxis ?? 'none'}
          onChange={(value) => {
            const axis = SweepAxis.safeParse(value).data;
            change({ sweepAxis: axis, sweepValues: axis ? sweepExamples[axis] : '' });
          }}
          data={[
            { value: 'none', label: 'One run' },
            ...SweepAxis.options.map((value) => ({ value, label: `Sweep: ${axisTitles[value]}` })),
          ]}
        />
      </div>
      {sweepAxis && (
        <TextInput
          className={classes.wide}
          label={sweepAxis === 'seed' ? 'Seeds' : 'Factors'}
          description={
            sweepAxis === 'seed'
              ? `One run for each, ${placeId ? 'as many at once as the place takes' : 'one after the other'}`
              : 'One run for each: what the preset has, multiplied with it'
          }
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          error={sweepProblem(sweepAxis, sweepValues)}
          value={sweepValues}
          onChange={(event) => change({ sweepValues: event.currentTarget.value })}
        />
      )}
    </section>
  );
}
