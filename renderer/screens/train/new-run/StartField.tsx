import { SegmentedControl, Select } from '@mantine/core';
import { generatorKey } from '../../../../main/contract/generators.ts';
import { NumberField } from '../../../components/NumberField.tsx';
import { formatKimg } from '../../../format.ts';
import type { Generator } from '../../../generators/generators.ts';
import { FieldLabel } from '../../../help/FieldLabel.tsx';
import { setExpertValue } from './expert-values.ts';
import type { FormPart } from './form.ts';
import { grownSize } from './grown-size.ts';
import classes from './new-run.module.css';

interface Props extends Pick<FormPart, 'form' | 'change' | 'preset'> {
  generators: readonly Generator[];
  /** What was chosen; absent = from scratch. */
  start: Generator | undefined;
}

/** Whose weights the run begins with, and what of them is taken over. */
export function StartField({ form, change, preset, generators, start }: Props) {
  const group = (kind: 'model' | 'run') =>
    generators
      .filter(({ ref }) => ref.kind === kind)
      .map((each) => ({ value: generatorKey(each.ref), label: each.name }));
  const grown = start && grownSize(start, preset);
  const freeze = (layers: number) => ({
    expert: setExpertValue(form.expert, 'freezeLayers', layers > 0 ? String(layers) : undefined),
  });
  return (
    <section>
      <div className={classes.start}>
        <Select
          label="Start from"
          w={320}
          data={[
            { value: scratch, label: 'Scratch' },
            { group: 'Models', items: group('model') },
            { group: 'Runs', items: group('run') },
          ]}
          value={start ? generatorKey(start.ref) : scratch}
          onChange={(value) =>
            change({ startKey: value === scratch || !value ? undefined : value, ...freeze(0) })
          }
        />
        {start && (
          <>
            <div>
              <span className={classes.label}>Size</span>
              <SegmentedControl
                aria-label="Size"
                value={form.isGrown && grown ? 'grown' : 'same'}
                onChange={(value) => change({ isGrown: value === 'grown', ...freeze(0) })}
                data={[
                  { value: 'same', label: `${start.resolution} × ${start.resolution}` },
                  ...(grown ? [{ value: 'grown', label: `${grown} × ${grown}` }] : []),
                ]}
              />
            </div>
            <div>
              <FieldLabel htmlFor="run-frozen" topic="frozen">
                Frozen layers
              </FieldLabel>
              <NumberField
                id="run-frozen"
                w={112}
                min={0}
                max={8}
                allowDecimal={false}
                disabled={form.isGrown && grown !== undefined}
                value={Number(form.expert.freezeLayers ?? 0)}
                onChange={(value) => change(freeze(Number(value)))}
              />
            </div>
          </>
        )}
      </div>
      <p className={classes.hint}>
        {start
          ? `${describe(start)}. ${
              form.isGrown && grown
                ? 'Its coarse stages are taken over; finer ones, next to the picture, start fresh.'
                : 'Frozen layers of the discriminator, next to the picture, do not learn: 2 or 3 help with few pictures.'
            }`
          : 'A model learns new faces faster than fresh networks do.'}
      </p>
    </section>
  );
}

const scratch = 'scratch';

const describe = ({ preset, channels, nimg, datasetName }: Generator) =>
  `${preset}, ${channels === 1 ? 'grey' : 'colour'}, ${formatKimg(nimg)} on ${datasetName}`;
