// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { RunId } from '../../main/contract/ids.ts';
import { queryClient } from '../client/query-client.ts';
import { studio } from '../client/studio.ts';
import { exampleRun } from '../testing/examples.ts';
import { answer } from '../testing/fake-studio.ts';
import { renderPage } from '../testing/render-page.tsx';
import { useChosenGenerator } from './use-chosen-generator.ts';

vi.mock('../client/studio.ts', () => import('../testing/fake-studio.ts'));

const older = exampleRun({ id: 'run-1', name: 'Older', checkpointNimg: 4000 });
const newer = exampleRun({ id: 'run-2', name: 'Newer', checkpointNimg: 1000 });

function Name({ from }: { from?: RunId }) {
  const { generators, chosen } = useChosenGenerator(from && { kind: 'run', id: from });
  return <p>{`${chosen?.name} of ${generators?.length}`}</p>;
}

async function list(runs: (typeof older)[]): Promise<void> {
  answer({ models: { list: () => [] }, runs: { list: () => runs } });
  await queryClient.invalidateQueries({ queryKey: studio.runs.list.key() });
}

test('the first of the list stays chosen when a newer one comes before it, until it is gone', async () => {
  await list([older]);
  renderPage(<Name />);
  expect(await screen.findByText('Older of 1')).toBeDefined();
  await list([newer, older]);
  expect(await screen.findByText('Older of 2')).toBeDefined();
  await list([newer]);
  expect(await screen.findByText('Newer of 1')).toBeDefined();
});

test('the one that the view names is chosen', async () => {
  await list([newer, older]);
  renderPage(<Name from={RunId.parse('run-1')} />);
  expect(await screen.findByText('Older of 2')).toBeDefined();
});

test('none is chosen where none can draw', async () => {
  await list([exampleRun({ id: 'run-3', checkpointNimg: undefined })]);
  renderPage(<Name />);
  expect(await screen.findByText('undefined of 0')).toBeDefined();
});
