import type { ModelId } from '../../main/contract/ids.ts';
import type { Job } from '../../main/contract/system/jobs.ts';
import { notifyDone, notifyPresentation } from '../client/notify.tsx';
import { presentReport } from '../client/present-error.ts';
import { isToldInPlace } from '../client/told-jobs.ts';
import { formatQuantity } from '../format.ts';
import { currentView, navigate } from '../view-state.ts';

/** Tells of each job that ends while the page is open, once; jobs that had ended before are passed over. */
export function followJobs(): (job: Job) => void {
  const running = new Set<string>();
  return (job) => {
    if (job.state === 'running') running.add(job.id);
    else if (running.delete(job.id)) tellEnd(job);
  };
}

/** What an ended job has to say, when its screen does not show it anyway. */
function tellEnd({ id, kind, about, result, title, error, state }: Job): void {
  if (state === 'failed' && error && kind !== 'train' && !isToldInPlace(id))
    notifyPresentation(presentReport(error));
  if (state === 'done' && result?.kind === 'check-copies' && result.checked > 1) {
    const { checked, copies, close } = result;
    notifyDone(
      `${formatQuantity(checked, 'face')} compared`,
      `${formatQuantity(copies, 'near-copy', 'near-copies')}, ${formatQuantity(close, 'face')} unusually close.`,
    );
  }
  if (
    state === 'done' &&
    about?.kind === 'model' &&
    result?.kind === 'evaluate' &&
    currentView.get().screen !== 'models'
  )
    notifyDone(title, 'The scores stand with the model.');
  if (state === 'done' && result?.kind === 'import-model') tellImportedModel(title, result.modelId);
  if (state !== 'done' || result?.kind !== 'import') return;
  const { datasetId, imported, quarantined, notices = [] } = result;
  const setAside = quarantined.length > 0 ? `; ${formatQuantity(quarantined.length, 'file')} set aside` : '';
  if (currentView.get().screen === 'datasets') navigate({ screen: 'datasets', datasetId });
  notifyDone(title, [`${formatQuantity(imported, 'face')} ready${setAside}.`, ...notices].join(' '));
}

function tellImportedModel(title: string, modelId: ModelId): void {
  if (currentView.get().screen === 'models') navigate({ screen: 'models', modelId });
  notifyDone(title, 'The model can draw now.');
}
