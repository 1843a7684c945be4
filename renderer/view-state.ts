import type { ImportInput } from '../main/contract/datasets/datasets.ts';
import { GeneratorRef, generatorKey, parseGeneratorKey } from '../main/contract/generators.ts';
import { DatasetId, GroupId, ModelId, RunId } from '../main/contract/ids.ts';
import { createValueStore } from './client/value-store.ts';

/** What the window shows; it is the hash of the address, so that reload and back work. */
export type View =
  | { screen: 'datasets'; datasetId?: DatasetId }
  | { screen: 'train'; runId?: RunId }
  | { screen: 'train'; groupId: GroupId }
  | { screen: 'train'; isNew: true; datasetId?: DatasetId }
  | { screen: 'models'; modelId?: ModelId }
  | { screen: 'explore'; from?: GeneratorRef }
  /** Without subjects: those that were compared last. */
  | { screen: 'compare'; subjects?: readonly GeneratorRef[] }
  | { screen: 'gallery'; from?: GeneratorRef };

export type ScreenName = View['screen'];

/** The view that a hash names; anything unknown is the Datasets screen. */
export function parseView(hash: string): View {
  const [screen, first, second] = hash.replace(/^#?\/?/, '').split('/');
  const datasetId = DatasetId.safeParse(second).data;
  const from = GeneratorRef.safeParse({ kind: first, id: second }).data;
  switch (screen) {
    case 'train': {
      if (first === 'new') return { screen, isNew: true, ...(datasetId ? { datasetId } : {}) };
      const groupId = GroupId.safeParse(second).data;
      if (first === 'group' && groupId) return { screen, groupId };
      const runId = RunId.safeParse(first).data;
      return { screen, ...(runId ? { runId } : {}) };
    }
    case 'models': {
      const modelId = ModelId.safeParse(first).data;
      return { screen, ...(modelId ? { modelId } : {}) };
    }
    case 'compare':
      return { screen, ...(first ? { subjects: parseComparedKey(first) } : {}) };
    case 'explore':
    case 'gallery':
      return { screen, ...(from ? { from } : {}) };
    case 'datasets': {
      const id = DatasetId.safeParse(first).data;
      return { screen, ...(id ? { datasetId: id } : {}) };
    }
    default:
      return { screen: 'datasets' };
  }
}

/** The hash that `parseView` reads back. */
export function viewHash(view: View): string {
  const parts: (string | undefined)[] = [view.screen];
  if (view.screen === 'datasets') parts.push(view.datasetId);
  else if (view.screen === 'models') parts.push(view.modelId);
  else if (view.screen === 'compare') parts.push(comparedKey(view.subjects ?? []));
  else if (view.screen === 'explore' || view.screen === 'gallery') parts.push(view.from?.kind, view.from?.id);
  else if ('isNew' in view) parts.push('new', view.datasetId);
  else if ('groupId' in view) parts.push('group', view.groupId);
  else parts.push(view.runId);
  return `#/${parts.filter(Boolean).join('/')}`;
}

/** Several generators in their order, each once. */
const comparedKey = (refs: readonly GeneratorRef[]): string => [...new Set(refs.map(generatorKey))].join('+');

/** Parts that do not name a generator are left out. */
const parseComparedKey = (key: string): GeneratorRef[] =>
  key.split('+').flatMap((part) => parseGeneratorKey(part) ?? []);

/** The view that is shown now. */
export const currentView = createValueStore<View>(parseView(window.location.hash));

window.addEventListener('hashchange', () => currentView.set(parseView(window.location.hash)));

/** Shows another view. */
export function navigate(view: View): void {
  window.location.hash = viewHash(view);
}

/** True while the jobs panel is open. */
export const jobsPanelOpen = createValueStore(false);

/** True while the settings are open. */
export const settingsDialogOpen = createValueStore(false);

/** What the import dialog is open for. */
export interface ImportRequest {
  /** The dataset that pictures are added to; absent for a new one. */
  addTo?: { id: DatasetId; name: string };
  /** How pictures are to be prepared, to begin with. */
  faces?: ImportInput['faces'];
}

/** The import dialog; undefined while it is closed. */
export const importDialog = createValueStore<ImportRequest | undefined>(undefined);
