// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { Place } from '../../main/contract/places/places.ts';
import { exampleRun } from '../testing/examples.ts';
import { answer } from '../testing/fake-studio.ts';
import { renderPage } from '../testing/render-page.tsx';
import { StatusBar } from './StatusBar.tsx';

vi.mock('../client/studio.ts', () => import('../testing/fake-studio.ts'));

const box = Place.parse({ id: 'box-1', kind: 'folder', name: 'Box', folder: '/shared' });
const atBox = exampleRun({ state: 'running', imagesPerSecond: 123, place: { id: box.id, name: box.name } });
const elsewhere = 'Only runs that you send to a place leave this computer';

beforeEach(() => {
  answer({
    system: { info: () => new Promise(() => undefined) },
    runs: { list: () => [exampleRun()] },
    places: { list: () => [] },
  });
});

test('promises that everything stays where nothing can be sent away', async () => {
  renderPage(<StatusBar />);
  expect(await screen.findByText('Everything stays on this computer')).toBeDefined();
});

test('does not promise it once there is a place', async () => {
  answer({ places: { list: () => [box] } });
  renderPage(<StatusBar />);
  expect(await screen.findByText(elsewhere)).toBeDefined();
});

test('does not promise it of runs that went elsewhere, and does not show their rate as its own', async () => {
  answer({ runs: { list: () => [atBox] } });
  renderPage(<StatusBar />);
  expect(await screen.findByText(elsewhere)).toBeDefined();
  expect(screen.queryByText(/123/)).toBeNull();
});
