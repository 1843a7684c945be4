// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { Model } from '../../../main/contract/models/models.ts';
import { answer, inputsOf } from '../../testing/fake-studio.ts';
import { renderPage } from '../../testing/render-page.tsx';
import { GeneratePanel } from './GeneratePanel.tsx';

vi.mock('../../client/studio.ts', () => import('../../testing/fake-studio.ts'));

const imported = Model.parse({
  ...{ id: 'model-1', name: 'Back again', datasetName: 'faces-3-0-kimg-h5.zip', nimg: 0 },
  ...{
    resolution: 32,
    channels: 3,
    latentSize: 64,
    sizeBytes: 1,
    hash: 'a'.repeat(64),
    createdAt: '2026-01-01T00:00:00Z',
  },
});

test('asks before it removes a model, which cannot be taken back', async () => {
  answer({ models: { list: () => [imported], remove: () => ({}) }, runs: { list: () => [] } });
  const user = renderPage(
    <GeneratePanel from={{ kind: 'model', id: imported.id }} onGenerated={() => undefined} />,
  );
  const choose = async (button: string) => {
    await user.click(await screen.findByRole('button', { name: 'More for this generator' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Remove model…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Remove Back again' });
    await user.click(within(dialog).getByRole('button', { name: button }));
  };
  await choose('Keep it');
  expect(inputsOf('models.remove')).toEqual([]);
  await choose('Remove');
  expect(inputsOf('models.remove')).toEqual([{ id: imported.id }]);
});
