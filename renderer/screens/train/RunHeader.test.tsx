// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { JobId } from '../../../main/contract/ids.ts';
import { configOf } from '../../testing/config-of.ts';
import { exampleRun } from '../../testing/examples.ts';
import { answer, inputsOf } from '../../testing/fake-studio.ts';
import { renderPage } from '../../testing/render-page.tsx';
import { RunHeader } from './RunHeader.tsx';

vi.mock('../../client/studio.ts', () => import('../../testing/fake-studio.ts'));

beforeEach(() => {
  answer({
    runs: { list: () => [], resume: () => ({ jobId: JobId.parse('train-2') }), stop: () => ({}) },
    queue: { get: () => ({ runIds: [], isHeld: false }) },
  });
});

async function openDialog(run: ReturnType<typeof exampleRun>) {
  const user = renderPage(<RunHeader run={run} />);
  await user.click(screen.getByRole('button', { name: 'Go on…' }));
  return { user, dialog: within(await screen.findByRole('dialog')) };
}

test('a finished run goes on with a new length, counted from its start', async () => {
  const run = exampleRun({ config: { ...configOf(), maxKimg: 10 }, nimg: 10_000 });
  const { user, dialog } = await openDialog(run);
  const length = dialog.getByLabelText('New length');
  expect(length).toHaveProperty('value', '20');
  await user.clear(length);
  await user.type(length, '35');
  await user.click(dialog.getByRole('button', { name: 'Go on' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(inputsOf('runs.resume')).toEqual([{ id: run.id, maxKimg: 35 }]);
});

test('a run that was stopped early is offered the length that it had', async () => {
  const { maxKimg: _, ...unlimited } = configOf();
  const config = { ...unlimited, maxMinutes: 30 };
  const { user, dialog } = await openDialog(exampleRun({ config, trainingSeconds: 300 }));
  expect(dialog.getByLabelText('New length')).toHaveProperty('value', '30');
  await user.click(dialog.getByRole('button', { name: 'Go on' }));
  await waitFor(() => expect(inputsOf('runs.resume')).toEqual([{ id: 'run-1', maxMinutes: 30 }]));
});

test('Stop says that it ends the run, and does so at once, as nothing is lost', async () => {
  const user = renderPage(<RunHeader run={exampleRun({ state: 'running' })} />);
  const stop = screen.getByRole('button', { name: 'Stop' });
  await user.hover(stop);
  expect((await screen.findByRole('tooltip')).textContent).toMatch(/^Ends the run with a last checkpoint/);
  await user.click(stop);
  await waitFor(() => expect(inputsOf('runs.stop')).toEqual([{ id: 'run-1' }]));
});
