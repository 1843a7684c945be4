import { Select } from '@mantine/core';
import type { Dataset } from '../../../../main/contract/datasets/datasets.ts';
import { formatQuantity } from '../../../format.ts';
import { DatasetStrip } from './DatasetStrip.tsx';
import { chosenSize, type FormPart } from './form.ts';
import { grownSize } from './grown-size.ts';
import classes from './new-run.module.css';

interface Props extends FormPart {
  datasets: readonly Dataset[];
}

/** The dataset to train on, a handful of its faces, and what the preset makes of it. */
export function DatasetField({ datasets, form, change, dataset, preset, start }: Props) {
  const side = start
    ? start.resolution * (form.isGrown && grownSize(start, preset) ? 2 : 1)
    : chosenSize(form, preset);
  return (
    <section>
      <Select
        label="Dataset"
        maw={320}
        data={datasets.map(({ id, name: label }) => ({ value: id, label }))}
        value={dataset.id}
        onChange={(value) => change({ datasetId: datasets.find(({ id }) => id === value)?.id })}
      />
      <DatasetStrip dataset={dataset} />
      <p className={classes.hint}>
        {formatQuantity(dataset.imageCount, 'face')}, trained in{' '}
        {preset.channels === 'grey' || dataset.channels === 1 ? 'grey' : 'colour'} at {side} × {side}
      </p>
    </section>
  );
}
