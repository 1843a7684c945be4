import { readFile } from 'node:fs/promises';
import type { Dataset, SetAsideFile } from '../../../contract/datasets/datasets.ts';
import type { DatasetId } from '../../../contract/ids.ts';
import { reportJson } from '../inspect/report.ts';
import { reportHtml } from '../inspect/report-html.ts';
import type { Doctor } from './doctor.ts';

/** What a report reads of datasets besides the diagnosis. */
interface ReportedDatasets {
  get(id: DatasetId): Dataset;
  setAside(id: DatasetId): SetAsideFile[];
  /** Path of a small picture of an item; undefined when there is no such number. */
  ensureThumbnail(id: DatasetId, index: number): Promise<string | undefined>;
}

/** A diagnosis to keep: a page that opens anywhere, and the same as data. */
export async function datasetReport(datasets: ReportedDatasets, doctor: Doctor, id: DatasetId) {
  const { indices } = doctor.select({ id, show: 'used', sort: 'import' });
  const step = Math.max(1, indices.length / pictureCount);
  const shown = Array.from(
    { length: Math.min(pictureCount, indices.length) },
    (_, i) => indices[Math.floor(i * step)],
  );
  const facts = {
    dataset: datasets.get(id),
    diagnosis: doctor.diagnosis(id),
    setAside: datasets.setAside(id),
    madeAt: new Date().toISOString(),
  };
  const pictures = [];
  for (const index of shown) {
    const file = await datasets.ensureThumbnail(id, index);
    if (file !== undefined) pictures.push({ label: `Face ${index + 1}`, webp: await readFile(file) });
  }
  return { html: reportHtml({ ...facts, pictures }), json: reportJson(facts) };
}

/** Pictures on the report's contact sheet, spread over the set. */
const pictureCount = 60;
