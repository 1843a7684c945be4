import { Select } from '@mantine/core';
import type { Dataset } from '../../../../main/contract/datasets.ts';
import { formatQuantity } from '../../../format.ts';
import { DatasetStrip } from './DatasetStrip.tsx';
import type { FormPart } from './form.ts';
import classes from './new-run.module.css';

interface Props extends Omit<FormPart, 'form'> {
  datasets: readonly Dataset[];
}

/** The dataset to train on, a handful of its faces, and what the preset makes of it. */
export function DatasetField({ datasets, change, dataset, preset }: Props) {
  return (
    <section>
      <Select
        label="Dataset"
        w={320}
        data={datasets.map(({ id, name: label }) => ({ value: id, label }))}
        value={dataset.id}
        onChange={(value) => change({ datasetId: datasets.find(({ id }) => id === value)?.id })}
      />
      <DatasetStrip dataset={dataset} />
      <p className={classes.hint}>
        {formatQuantity(dataset.imageCount, 'face')}, trained in{' '}
        {preset.channels === 'grey' || dataset.channels === 1 ? 'grey' : 'colour'} at {preset.resolution} ×{' '}
        {preset.resolution}
      </p>
    </section>
  );
}
