import { Select, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { EngineChoice } from '../../../../main/contract/engines.ts';
import { studio } from '../../../client/studio.ts';
import { NumberField } from '../../../components/NumberField.tsx';
import { FieldLabel } from '../../../help/FieldLabel.tsx';
import type { FormPart } from './form.ts';
import classes from './new-run.module.css';
import { SizeField } from './SizeField.tsx';

/** Size, name, seed, engine, and what is written. */
export function RunFields({ form, change, dataset, preset, start }: FormPart) {
  const engines = useQuery(studio.system.info.queryOptions()).data?.engines ?? [];
  return (
    <section className={classes.runFields}>
      <div className={classes.fields}>
        {!start && <SizeField form={form} change={change} preset={preset} />}
        <TextInput
          className={classes.name}
          label="Name"
          placeholder={`${dataset.name} · ${preset.id}`}
          maxLength={80}
          value={form.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <div>
          <FieldLabel htmlFor="run-seed" topic="seed">
            Seed
          </FieldLabel>
          <NumberField
            id="run-seed"
            w={120}
            min={0}
            max={0xffff_ffff}
            allowDecimal={false}
            value={form.seed}
            onChange={(value) => change({ seed: Number(value) || 0 })}
          />
        </div>
        <Select
          label="Engine"
          w={180}
          value={form.engine}
          onChange={(value) => change({ engine: EngineChoice.parse(value ?? 'auto') })}
          data={[
            { value: 'auto', label: 'Automatic' },
            ...engines.map(({ id, title, available }) => ({
              value: id,
              label: available ? title : `${title} (not available)`,
              disabled: !available,
            })),
          ]}
        />
      </div>
      <div className={classes.optional}>
        <Switch
          label="Exactly repeatable"
          description="The same weights to the last bit each time, on two processor cores"
          checked={form.isDeterministic}
          onChange={(event) => change({ isDeterministic: event.currentTarget.checked })}
        />
        <Switch
          label="TensorBoard"
          description="Write event files beside the checkpoints"
          checked={form.hasTensorBoard}
          onChange={(event) => change({ hasTensorBoard: event.currentTarget.checked })}
        />
      </div>
    </section>
  );
}
