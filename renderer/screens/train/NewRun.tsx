import { Button, NumberInput, SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import { IconPlayerPlayFilled } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import type { Dataset } from '../../../main/contract/datasets.ts';
import type { DatasetId } from '../../../main/contract/ids.ts';
import { EngineChoice, type PresetId } from '../../../main/contract/run-config.ts';
import type { Run } from '../../../main/contract/runs.ts';
import { presentError } from '../../client/present-error.ts';
import { studio } from '../../client/studio.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { LoadFailure } from '../../components/LoadFailure.tsx';
import { formatQuantity } from '../../format.ts';
import { viewHash } from '../../view-state.ts';
import { DatasetStrip } from './DatasetStrip.tsx';
import { describeLength, suggestKimg, suggestMinutes } from './estimate.ts';
import { PresetCards } from './PresetCards.tsx';
import { startRun } from './run-actions.ts';
import classes from './train.module.css';

interface Props {
  datasets: readonly Dataset[];
  initialDataset: DatasetId | undefined;
  /** A run that trains now; one at a time. */
  busyRun: Run | undefined;
}

/** Everything a new run needs, with sensible answers filled in, so that Start training is one press away. */
export function NewRun({ datasets, initialDataset, busyRun }: Props) {
  const presets = useQuery(studio.runs.presets.queryOptions());
  const engines = useQuery(studio.system.info.queryOptions()).data?.engines ?? [];
  const [datasetId, setDatasetId] = useState(initialDataset);
  const [presetId, setPresetId] = useState<PresetId>();
  const [name, setName] = useState('');
  const [unit, setUnit] = useState<'minutes' | 'kimg'>('minutes');
  const [length, setLength] = useState<number>();
  const [seed, setSeed] = useState(42);
  const [engine, setEngine] = useState<EngineChoice>('auto');
  const [isDeterministic, setIsDeterministic] = useState(false);
  const start = useMutation({ mutationFn: startRun });

  const dataset = datasets.find(({ id }) => id === datasetId) ?? datasets[0];
  const preset = presets.data?.find(({ id }) => id === presetId) ?? presets.data?.[0];
  if (presets.error) return <LoadFailure error={presets.error} />;
  if (!dataset || !preset) return null;

  const chosenLength = length ?? (unit === 'minutes' ? suggestMinutes(preset) : suggestKimg(preset));
  const limits = unit === 'minutes' ? { maxMinutes: chosenLength } : { maxKimg: chosenLength };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    start.mutate({
      datasetId: dataset.id,
      preset: preset.id,
      engine,
      seed,
      deterministic: isDeterministic,
      ...limits,
      ...(name.trim() ? { name: name.trim() } : {}),
    });
  };

  return (
    <form className={classes.form} onSubmit={submit} aria-label="New run">
      <header className={classes.formHead}>
        <h1>New run</h1>
        <Button
          type="submit"
          loading={start.isPending}
          disabled={busyRun !== undefined}
          leftSection={<IconPlayerPlayFilled size={14} />}
        >
          Start training
        </Button>
      </header>
      {busyRun && (
        <p className={classes.busy}>
          <a href={viewHash({ screen: 'train', runId: busyRun.id })}>{busyRun.name}</a> is training. One run
          trains at a time; pause or stop it first.
        </p>
      )}
      <div className={classes.formBody}>
        <section>
          <Select
            label="Dataset"
            w={320}
            data={datasets.map(({ id, name: label }) => ({ value: id, label }))}
            value={dataset.id}
            onChange={(value) => setDatasetId(datasets.find(({ id }) => id === value)?.id)}
          />
          <DatasetStrip dataset={dataset} />
          <p className={classes.hint}>
            {formatQuantity(dataset.imageCount, 'face')}, trained in{' '}
            {preset.channels === 'grey' || dataset.channels === 1 ? 'grey' : 'colour'} at {preset.resolution}{' '}
            × {preset.resolution}
          </p>
        </section>
        <section>
          <PresetCards presets={presets.data ?? []} chosen={preset.id} onChoose={setPresetId} />
        </section>
        <section className={classes.fields}>
          <div>
            <label className={classes.label} htmlFor="run-length">
              Length
            </label>
            <div className={classes.length}>
              <NumberInput
                id="run-length"
                w={88}
                min={unit === 'minutes' ? 0.1 : 0.5}
                max={1_000_000}
                value={chosenLength}
                onChange={(value) => setLength(Number(value) > 0 ? Number(value) : undefined)}
              />
              <SegmentedControl
                aria-label="Unit of length"
                value={unit}
                onChange={(value) => {
                  setUnit(value);
                  setLength(undefined);
                }}
                data={[
                  { value: 'minutes', label: 'minutes' },
                  { value: 'kimg', label: 'kimg' },
                ]}
              />
            </div>
            <p className={classes.hint}>
              {describeLength(
                unit === 'minutes' ? { minutes: chosenLength } : { kimg: chosenLength },
                preset,
              ) ?? 'kimg: thousand images shown'}
            </p>
          </div>
          <TextInput
            label="Name"
            placeholder={`${dataset.name} · ${preset.id}`}
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <NumberInput
            label="Seed"
            min={0}
            max={0xffff_ffff}
            allowDecimal={false}
            value={seed}
            onChange={(value) => setSeed(Number(value) || 0)}
          />
          <Select
            label="Engine"
            value={engine}
            onChange={(value) => setEngine(EngineChoice.parse(value ?? 'auto'))}
            data={[
              { value: 'auto', label: 'Automatic' },
              ...engines.map(({ id, title, available }) => ({
                value: id,
                label: available ? title : `${title} (not available)`,
                disabled: !available,
              })),
            ]}
          />
          <Switch
            label="Exactly repeatable"
            description="The same weights to the last bit each time, on two processor cores"
            checked={isDeterministic}
            onChange={(event) => setIsDeterministic(event.currentTarget.checked)}
          />
        </section>
        {start.error && <ErrorNotice error={presentError(start.error)} />}
      </div>
    </form>
  );
}
