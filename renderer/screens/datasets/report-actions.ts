import type { Dataset } from '../../../main/contract/datasets/datasets.ts';
import { notifyDone } from '../../client/notify.tsx';
import { saveBlob } from '../../client/save-file.ts';
import { client } from '../../client/studio.ts';

/** Saves what the doctor says about a dataset as a file. */
export async function saveReport(dataset: Dataset, format: 'html' | 'json'): Promise<void> {
  const report = await client.datasets.report({ id: dataset.id });
  const name = `${dataset.name} report.${format}`;
  saveBlob(name, new Blob([report[format]], { type: types[format] }));
  notifyDone('Report saved', `${name} is with your downloads.`);
}

const types = { html: 'text/html', json: 'application/json' };
