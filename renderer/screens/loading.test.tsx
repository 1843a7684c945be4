// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { beforeEach, expect, test, vi } from 'vitest';
import { RunId } from '../../main/contract/ids.ts';
import { exampleDataset } from '../testing/examples.ts';
import { answer } from '../testing/fake-studio.ts';
import { renderPage } from '../testing/render-page.tsx';
import { CompareScreen } from './compare/CompareScreen.tsx';
import { DatasetsScreen } from './datasets/DatasetsScreen.tsx';
import { ModelsScreen } from './models/ModelsScreen.tsx';
import { TrainScreen } from './train/TrainScreen.tsx';

vi.mock('../client/studio.ts', () => import('../testing/fake-studio.ts'));

const never = () => new Promise<never>(() => undefined);

beforeEach(() =>
  answer({
    datasets: { list: never },
    imports: { unfinished: never },
    jobs: { list: never },
    models: { list: never },
    runs: { list: never, presets: never },
    compare: { facts: never },
  }),
);

test.each<[string, ReactNode]>([
  ['Datasets', <DatasetsScreen key="datasets" datasetId={undefined} />],
  ['Train', <TrainScreen key="train" view={{ screen: 'train' }} />],
  ['Models', <ModelsScreen key="models" modelId={undefined} />],
  ['Compare', <CompareScreen key="compare" wanted={[{ kind: 'run', id: RunId.parse('run-1') }]} />],
])('%s says that it is loading while the studio has not answered', (_name, content) => {
  renderPage(content);
  expect(screen.getByRole('status').textContent).toBe('Loading …');
});

test('Train says so, too, while the presets of a new run are not known', async () => {
  answer({ datasets: { list: () => [exampleDataset()] }, runs: { list: () => [] } });
  renderPage(<TrainScreen view={{ screen: 'train', isNew: true }} />);
  expect((await screen.findByRole('status')).textContent).toBe('Loading …');
});

test('what could not be loaded is not loading', async () => {
  const fail = () => Promise.reject(new Error('no'));
  answer({ datasets: { list: fail } });
  renderPage(<DatasetsScreen datasetId={undefined} />);
  await screen.findByRole('button', { name: 'Try again' });
  expect(screen.queryByRole('status')).toBeNull();
});
