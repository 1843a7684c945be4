import type { Dataset } from '../../../main/contract/datasets.ts';
import { notifyDone } from '../../client/notify.tsx';
import { client } from '../../client/studio.ts';

const types = { html: 'text/html', json: 'application/json' };

/** Saves what the doctor says about a dataset as a file. */
export async function saveReport(dataset: Dataset, format: 'html' | 'json'): Promise<void> {
  const report = await client.datasets.report({ id: dataset.id });
  const address = URL.createObjectURL(new Blob([report[format]], { type: types[format] }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${dataset.name} report.${format}`;
  link.click();
  // The browser has taken the blob over by the next turn or so; a minute is more than enough.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  notifyDone('Report saved', `${link.download} is with your downloads.`);
}
