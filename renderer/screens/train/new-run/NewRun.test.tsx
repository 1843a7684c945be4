// @vitest-environment happy-dom
import { render, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { StudioError } from '../../../../main/contract/errors.ts';
import type { StartRunInput } from '../../../../main/contract/runs/runs.ts';
import { configOf } from '../../../testing/config-of.ts';
import { exampleDataset, examplePreset, exampleRun } from '../../../testing/examples.ts';
import { answer, inputsOf } from '../../../testing/fake-studio.ts';
import { inWindow, renderPage } from '../../../testing/render-page.tsx';
import { currentView } from '../../../view-state.ts';
import { NewRun } from './NewRun.tsx';

vi.mock('../../../client/studio.ts', () => import('../../../testing/fake-studio.ts'));

const datasets = [
  exampleDataset(),
  exampleDataset({ id: 'small-1', name: 'Small', imageCount: 40, itemCount: 40, heldOutCount: 2 }),
];

beforeEach(() => {
  answer({
    runs: {
      presets: () => [
        examplePreset(),
        examplePreset({ id: 'standard-64', title: 'Standard', resolution: 64 }),
        examplePreset({ id: 'classic-mlp', title: 'Classic MLP', resolution: 28, sides: [28, 32] }),
      ],
      list: () => [],
      preview: () => ({ config: configOf(), adjustments: [], freeMemoryBytes: 8e9 }),
      start: () => ({ runId: exampleRun().id, jobId: 'job-1' as never }),
    },
    models: { list: () => [] },
    places: { list: () => [] },
    jobs: { list: () => [] },
    system: { info: () => ({ engines: [] }) as never },
  });
});

async function show(busyRun = undefined as ReturnType<typeof exampleRun> | undefined) {
  const user = renderPage(<NewRun datasets={datasets} initialDataset={undefined} busyRun={busyRun} />);
  await screen.findByRole('form', { name: 'New run' });
  return user;
}

const started = () => inputsOf('runs.start') as StartRunInput[];
const unfold = (user: Awaited<ReturnType<typeof show>>, title: string) =>
  user.click(screen.getByRole('heading', { name: title }));

async function fill(user: Awaited<ReturnType<typeof show>>, label: string, text: string) {
  const field = screen.getByLabelText(label);
  await user.clear(field);
  await user.click(field);
  await user.paste(text);
}

test('asks for a dataset, a preset and a length; everything else is folded away', async () => {
  await show();
  const form = within(screen.getByRole('form', { name: 'New run' }));
  expect(form.getByRole('combobox', { name: 'Dataset' })).toHaveProperty('value', 'Portraits');
  expect(form.getAllByRole('radio', { name: /^(Draft|Standard)/ })).toHaveLength(2);
  expect(form.getByLabelText('Length')).toBeDefined();
  for (const folded of ['Seed', 'Engine', 'Name', 'Start at', 'Stop below KID', 'Batch size'])
    expect(form.queryByLabelText(folded), folded).toBeNull();
  expect(form.queryByRole('radio', { name: /Classic MLP/ })).toBeNull();
});

test('starts with one press, and shows the run', async () => {
  const user = await show();
  await user.click(screen.getByRole('button', { name: 'Start training' }));
  expect(started()).toEqual([
    expect.objectContaining({ datasetId: 'portraits-1', preset: 'draft-32', seed: 42, engine: 'auto' }),
  ]);
  expect(started()[0]?.maxMinutes).toBeGreaterThan(0);
  await waitFor(() => expect(currentView.get()).toEqual({ screen: 'train', runId: 'run-1' }));
});

test('an import that ends meanwhile does not change what the form trains on', async () => {
  const show = (listed: typeof datasets) =>
    inWindow(<NewRun datasets={listed} initialDataset={undefined} busyRun={undefined} />);
  const { rerender } = render(show(datasets));
  await screen.findByRole('form', { name: 'New run' });
  rerender(show([exampleDataset({ id: 'new-1', name: 'Newest' }), ...datasets]));
  expect(screen.getByRole('combobox', { name: 'Dataset' })).toHaveProperty('value', 'Portraits');
});

test('starts what was chosen, also from where it was folded away', async () => {
  const user = await show();
  await unfold(user, 'Classics');
  await user.click(screen.getByRole('radio', { name: /Classic MLP/ }));
  await user.click(screen.getByText('kimg', { selector: 'label span' }));
  await fill(user, 'Length', '20');
  await unfold(user, 'More settings');
  await fill(user, 'Name', ' Mine ');
  await fill(user, 'Seed', '7');
  expect(screen.getByText('2 changed')).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'Start training' }));
  expect(started()).toEqual([
    expect.objectContaining({ preset: 'classic-mlp', maxKimg: 20, name: 'Mine', seed: 7 }),
  ]);
  expect(started()[0]).not.toHaveProperty('maxMinutes');
});

test('what was changed is still told, and still there, once it is folded again', async () => {
  const user = await show();
  await unfold(user, 'More settings');
  await fill(user, 'Name', 'Mine');
  await unfold(user, 'More settings');
  await waitFor(() => expect(screen.queryByLabelText('Name')).toBeNull());
  expect(screen.getByText('1 changed')).toBeDefined();
  await unfold(user, 'More settings');
  expect(await screen.findByLabelText('Name')).toHaveProperty('value', 'Mine');
});

test('a hyper-parameter that cannot be is named, and nothing starts until it can', async () => {
  const user = await show();
  await unfold(user, 'Expert settings');
  await screen.findByLabelText('Batch size');
  await fill(user, 'Batch size', '1');
  expect(screen.getByText('It has to be at least 2.')).toBeDefined();
  expect(screen.getByText('Batch size cannot be that')).toBeDefined();
  expect(screen.getByRole('button', { name: 'Start training' })).toHaveProperty('disabled', true);
  await user.click(screen.getByRole('button', { name: 'Reset: Batch size' }));
  expect(screen.getByRole('button', { name: 'Start training' })).toHaveProperty('disabled', false);
});

test('a sweep needs several values', async () => {
  const user = await show();
  await unfold(user, 'More settings');
  await user.click(screen.getByRole('combobox', { name: 'Runs' }));
  await user.click(await screen.findByRole('option', { name: /^Sweep: seed/i }));
  await fill(user, 'Seeds', '1');
  expect(screen.getByRole('button', { name: 'Start sweep' })).toHaveProperty('disabled', true);
  await fill(user, 'Seeds', '1, 2');
  expect(screen.getByRole('button', { name: 'Start sweep' })).toHaveProperty('disabled', false);
});

test('scores cannot stop a run that has too few pictures for them', async () => {
  const user = await show();
  await unfold(user, 'More settings');
  expect(screen.getByLabelText('Stop below KID')).toHaveProperty('disabled', false);
  await user.click(screen.getByRole('combobox', { name: 'Dataset' }));
  await user.click(await screen.findByRole('option', { name: 'Small' }));
  expect(screen.getByLabelText('Stop below KID')).toHaveProperty('disabled', true);
  expect(screen.getByText('scores need 200 pictures to train on')).toBeDefined();
});

test('waits while another run trains, and says for which', async () => {
  const user = await show(exampleRun({ id: 'run-2', name: 'Busy', state: 'running' }));
  expect(screen.getByRole('link', { name: 'Busy' })).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'Add to the queue' }));
  expect(started()).toHaveLength(1);
});

test('a start that failed says why and what to do', async () => {
  answer({
    runs: {
      start: () => {
        throw new StudioError('TOO_FEW_IMAGES', 'There are 3 pictures.', { next: 'Add some.' });
      },
    },
  });
  const user = await show();
  await user.click(screen.getByRole('button', { name: 'Start training' }));
  const [notice, ...others] = (await screen.findAllByRole('alert')).filter(({ textContent }) =>
    textContent.includes('There are 3 pictures. Add some.'),
  );
  expect(others).toEqual([]);
  // Below the button, not below the fold.
  const dataset = screen.getByRole('combobox', { name: 'Dataset' });
  expect(notice.compareDocumentPosition(dataset) & Node.DOCUMENT_POSITION_FOLLOWING).not.toBe(0);
});

test('does not ask where while there is no place', async () => {
  await show();
  expect(screen.queryByRole('combobox', { name: 'Where' })).toBeNull();
});

test('a run that goes elsewhere does not wait for the one that trains here', async () => {
  answer({
    places: { list: () => [{ id: 'box-1' as never, kind: 'folder', name: 'Box', folder: '/shared' }] },
  });
  const user = await show(exampleRun({ state: 'running' }));
  const estimates = /First faces after|is not measured yet/;
  expect(screen.queryAllByText(estimates)).not.toEqual([]);
  await user.click(await screen.findByRole('combobox', { name: 'Where' }));
  await user.click(await screen.findByRole('option', { name: 'Box' }));
  expect(screen.queryByText(/is training\. One run/)).toBeNull();
  // What is known of its speed was measured here.
  expect(screen.queryAllByText(estimates)).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Send to Box' }));
  await waitFor(() => expect(started()).toMatchObject([{ place: 'box-1' }]));
});
