import { Button } from '@mantine/core';
import { hyperParameterFields } from '../../../../main/contract/runs/hyper-parameter-fields.ts';
import { HyperParameterGroup } from '../../../../main/contract/runs/hyper-parameters.ts';
import type { RunConfig } from '../../../../main/contract/runs/run-config.ts';
import { toErrorReport } from '../../../client/present-error.ts';
import { Fold } from '../../../components/Fold.tsx';
import { formatQuantity } from '../../../format.ts';
import { ExpertField } from './ExpertField.tsx';
import classes from './expert.module.css';
import { countChanged, expertProblem, isChanged, setExpertValue } from './expert-values.ts';
import type { FormPart } from './form.ts';

interface Props extends Pick<FormPart, 'form' | 'change'> {
  defaults: RunConfig | undefined;
  /** Why the choices do not go together. */
  error: unknown;
}

/** Every hyper-parameter, folded away: what the preset has, and what was set by hand instead. */
export function ExpertPanel({ form, change, defaults, error }: Props) {
  const { expert } = form;
  const changed = defaults ? countChanged(expert, defaults) : 0;
  const wrong = hyperParameterFields.find((field) => expertProblem(field, expert) !== undefined);
  const report = error ? toErrorReport(error) : undefined;
  const note = (
    <>
      <span className={classes.count} data-changed={changed > 0 || undefined}>
        {changed > 0 ? `${changed} changed` : formatQuantity(hyperParameterFields.length, 'hyper-parameter')}
      </span>
      {wrong && <span className={classes.wrong}>{wrong.title} cannot be that</span>}
      {changed > 0 && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={(event) => {
            // A press on a button in a summary would fold it too.
            event.preventDefault();
            change({ expert: {} });
          }}
        >
          Reset all
        </Button>
      )}
    </>
  );
  return (
    <Fold title="Expert settings" note={note}>
      {defaults &&
        HyperParameterGroup.options.map((group) => (
          <section key={group} className={classes.group} aria-label={group}>
            <h3>{group}</h3>
            {hyperParameterFields
              .filter((field) => field.group === group)
              .map((field) => (
                <ExpertField
                  key={field.key}
                  field={field}
                  text={expert[field.key]}
                  own={defaults[field.key]}
                  isChanged={isChanged(field, expert, defaults)}
                  problem={
                    expertProblem(field, expert) ??
                    (report?.data.subject === field.key ? report.message : undefined)
                  }
                  onChange={(text) => change({ expert: setExpertValue(expert, field.key, text) })}
                />
              ))}
          </section>
        ))}
    </Fold>
  );
}
