import { useQuery } from '@tanstack/react-query';
import type { Evaluation } from '../../../main/contract/models/evaluation.ts';
import type { Model } from '../../../main/contract/models/models.ts';
import { isMeasured, type MeasuredScore } from '../../../main/contract/scores/scores.ts';
import type { Job } from '../../../main/contract/system/jobs.ts';
import { notifyDone } from '../../client/notify.tsx';
import { saveBlob } from '../../client/save-file.ts';
import { bridge, client, studio } from '../../client/studio.ts';

/** What was measured of a model, newest first; undefined until it is read. */
export function useEvaluations({ id }: Model): readonly Evaluation[] | undefined {
  const all = useQuery(studio.models.evaluations.queryOptions({ input: {} })).data;
  return all?.filter(({ from }) => from.kind === 'model' && from.id === id);
}

/** The evaluation of a model that is going on now. */
export function useEvaluating({ id }: Model): Job | undefined {
  const jobs = useQuery(studio.jobs.list.queryOptions()).data;
  return jobs?.find(
    ({ kind, state, about }) =>
      kind === 'evaluate' && state === 'running' && about?.kind === 'model' && about.id === id,
  );
}

/** The lowest KID of any evaluation; undefined when none could compute it. */
export function bestKid(evaluations: readonly Pick<Evaluation, 'kid'>[]): MeasuredScore | undefined {
  const measured = evaluations.map(({ kid }) => kid).filter(isMeasured);
  return measured.toSorted((a, b) => a.value - b.value)[0];
}

/** Shows the report as a page of its own in a browser; on the desktop it is a file to open. */
export async function openReport({ id, name }: Evaluation): Promise<void> {
  const { html } = await client.models.evaluationReport({ id });
  const blob = new Blob([html], { type: 'text/html' });
  const page = bridge ? null : window.open(URL.createObjectURL(blob));
  if (page !== null) return;
  saveReport(`${name} evaluation.html`, blob);
}

/** Saves everything that was measured as data. */
export async function saveJson({ id, name }: Evaluation): Promise<void> {
  const { json } = await client.models.evaluationReport({ id });
  saveReport(`${name} evaluation.json`, new Blob([json], { type: 'application/json' }));
}

function saveReport(name: string, blob: Blob): void {
  saveBlob(name, blob);
  notifyDone('Report saved', `${name} is with your downloads.`);
}
