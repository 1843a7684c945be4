// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { ModelId, RunId } from '../../main/contract/ids.ts';
import { renderPage } from '../testing/render-page.tsx';
import { parseView } from '../view-state.ts';
import { GeneratorLinks } from './GeneratorLinks.tsx';

vi.mock('../client/studio.ts', () => import('../testing/fake-studio.ts'));

const links = () =>
  screen.getAllByRole('link').map((link) => [link.textContent, parseView(link.getAttribute('href') ?? '')]);

test('Explore leads to the gallery and to the model', () => {
  const from = { kind: 'model', id: ModelId.parse('model-1') } as const;
  renderPage(<GeneratorLinks from={from} here="explore" />);
  expect(links()).toEqual([
    ['Generate faces', { screen: 'gallery', from }],
    ['Show the model', { screen: 'models', modelId: from.id }],
  ]);
});

test('the gallery leads to Explore and to the run', () => {
  const from = { kind: 'run', id: RunId.parse('run-1') } as const;
  renderPage(<GeneratorLinks from={from} here="gallery" />);
  expect(links()).toEqual([
    ['Explore its faces', { screen: 'explore', from }],
    ['Show the run', { screen: 'train', runId: from.id }],
  ]);
});
