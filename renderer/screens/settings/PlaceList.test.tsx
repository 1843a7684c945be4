// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { JobId } from '../../../main/contract/ids.ts';
import { Place } from '../../../main/contract/places/places.ts';
import { Job } from '../../../main/contract/system/jobs.ts';
import { queryClient } from '../../client/query-client.ts';
import { answer, inputsOf } from '../../testing/fake-studio.ts';
import { renderPage } from '../../testing/render-page.tsx';
import { PlaceList } from './PlaceList.tsx';

vi.mock('../../client/studio.ts', () => import('../../testing/fake-studio.ts'));

const box = Place.parse({ id: 'box-1', kind: 'folder', name: 'Box', folder: '/shared' });

beforeEach(() => {
  answer({
    places: {
      list: () => [box],
      add: (choices) => Place.parse({ ...choices, id: box.id }),
      remove: () => ({}),
    },
  });
});

test('checks a place, and says what is in order and what is not', async () => {
  answer({
    places: {
      check: () => [
        { isOk: true, sentence: 'The folder can be written.' },
        { isOk: false, sentence: 'Slurm does not answer.', next: 'Check the host.' },
      ],
    },
  });
  const user = renderPage(<PlaceList />);
  const place = within(await screen.findByRole('region', { name: 'Box' }));
  await user.click(place.getByRole('button', { name: 'Check' }));
  expect((await place.findByRole('status')).textContent).toBe(
    'In order: The folder can be written. Not in order: Slurm does not answer. Check the host.',
  );
});

test('adds a cluster, and says which field does not fit', async () => {
  const user = renderPage(<PlaceList />);
  await user.click(await screen.findByRole('button', { name: 'Add a place' }));
  await user.click(screen.getByRole('combobox', { name: 'Kind' }));
  await user.click(await screen.findByRole('option', { name: 'A cluster with Slurm' }));
  const fill = async (name: string, text: string) => {
    await user.clear(screen.getByRole('textbox', { name }));
    await user.type(screen.getByRole('textbox', { name }), text);
  };
  await fill('Name', 'Cluster');
  await fill('Shared folder', '/shared');
  await fill('Faceloom there', 'faceloom');
  await user.click(screen.getByRole('button', { name: 'Add' }));
  expect(await screen.findByText(/an absolute path/)).toBeDefined();
  expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Faceloom there' }));
  expect(inputsOf('places.add')).toEqual([]);
  await fill('Faceloom there', '/scratch/faceloom');
  await fill('Graphics cards', '1');
  await user.click(screen.getByRole('button', { name: 'Add' }));
  await waitFor(() =>
    expect(inputsOf('places.add')).toMatchObject([
      { kind: 'slurm', name: 'Cluster', folder: '/shared', program: '/scratch/faceloom', cores: 2, gpus: 1 },
    ]),
  );
});

test('forgets what did not fit once another kind is chosen', async () => {
  const user = renderPage(<PlaceList />);
  await user.click(await screen.findByRole('button', { name: 'Add a place' }));
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Box');
  await user.type(screen.getByRole('textbox', { name: 'Shared folder' }), 'shared');
  await user.click(screen.getByRole('button', { name: 'Add' }));
  expect(await screen.findByText(/begins at the root/)).toBeDefined();
  await user.click(screen.getByRole('combobox', { name: 'Kind' }));
  await user.click(await screen.findByRole('option', { name: 'A cluster with Slurm' }));
  expect(await screen.findByRole('textbox', { name: 'Faceloom there' })).toBeDefined();
  expect(screen.queryByText(/begins at the root/)).toBeNull();
});

test('changes a place, whose choices it shows', async () => {
  const cluster = Place.parse({
    ...{ id: 'cluster-1', kind: 'kubernetes', name: 'Cluster', folder: '/shared' },
    ...{ image: 'faceloom:1', claim: 'share', queue: 'gpus', gpus: 2 },
  });
  answer({
    places: { list: () => [cluster], change: ({ id, choices }) => Place.parse({ ...choices, id }) },
  });
  const user = renderPage(<PlaceList />);
  await user.click(await screen.findByRole('button', { name: 'Change' }));
  const form = within(screen.getByRole('form', { name: 'Change Cluster' }));
  const field = (name: string) => form.getByRole('textbox', { name });
  expect(form.queryByRole('combobox', { name: 'Kind' })).toBeNull();
  expect(field('Graphics cards')).toHaveProperty('value', '2');
  await user.clear(field('Queue'));
  await user.clear(field('Cores'));
  await user.type(field('Cores'), '8');
  await user.click(form.getByRole('button', { name: 'Save' }));
  const { queue: _, id, ...rest } = { queue: '', ...cluster };
  await waitFor(() => expect(inputsOf('places.change')).toEqual([{ id, choices: { ...rest, cores: 8 } }]));
  expect(screen.queryByRole('form', { name: 'Change Cluster' })).toBeNull();
});

test('lets a place train a tiny job, shows how that stands, and what was found', async () => {
  const started = {
    id: 'try-1',
    kind: 'try-place',
    title: 'Try a job at Box',
    startedAt: '2026-01-02T03:04:05Z',
  };
  let job: object = {
    ...{ ...started, state: 'running' },
    progress: { done: 0, unit: 'steps', note: 'Waits: Resources' },
  };
  answer({
    places: { tryJob: () => ({ jobId: JobId.parse('try-1') }) },
    jobs: { list: () => [Job.parse(job)], cancel: () => ({}) },
  });
  const user = renderPage(<PlaceList />);
  const place = within(await screen.findByRole('region', { name: 'Box' }));
  const button = place.getByRole('button', { name: 'Try a job' });
  await user.click(button);
  expect(inputsOf('places.tryJob')).toEqual([{ id: box.id }]);
  expect(await place.findByText(/Waits: Resources/)).toBeDefined();
  expect(button).toHaveProperty('disabled', true);
  await user.click(place.getByRole('button', { name: 'Cancel: Trying' }));
  expect(inputsOf('jobs.cancel')).toEqual([{ id: 'try-1' }]);
  const findings = [{ isOk: true, sentence: 'A tiny job trained on node-7.' }];
  job = { ...started, state: 'done', result: { kind: 'try-place', findings } };
  await queryClient.invalidateQueries();
  expect((await place.findByRole('status')).textContent).toContain('A tiny job trained on node-7.');
  expect(button).toHaveProperty('disabled', false);
});

test('what was found of the old choices goes when a place is changed, and its trial is taken back', async () => {
  const job = Job.parse({
    ...{ id: 'try-1', kind: 'try-place', title: 'Try a job at Box', state: 'running' },
    startedAt: '2026-01-02T03:04:05Z',
    progress: { done: 0, unit: 'steps', note: 'Waits: Resources' },
  });
  answer({
    places: {
      check: () => [{ isOk: true, sentence: 'The folder can be written.' }],
      tryJob: () => ({ jobId: job.id }),
      change: ({ id, choices }) => Place.parse({ ...choices, id }),
    },
    jobs: { list: () => [job], cancel: () => ({}) },
  });
  const user = renderPage(<PlaceList />);
  const place = within(await screen.findByRole('region', { name: 'Box' }));
  await user.click(place.getByRole('button', { name: 'Check' }));
  await user.click(place.getByRole('button', { name: 'Try a job' }));
  await place.findByRole('status');
  await place.findByText(/Waits: Resources/);
  await user.click(place.getByRole('button', { name: 'Change' }));
  await user.click(place.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(place.queryByRole('status')).toBeNull());
  expect(place.queryByText(/Waits: Resources/)).toBeNull();
  expect(inputsOf('jobs.cancel')).toEqual([{ id: 'try-1' }]);
});

test('what was found stays when a change is given up', async () => {
  answer({ places: { check: () => [{ isOk: true, sentence: 'The folder can be written.' }] } });
  const user = renderPage(<PlaceList />);
  const place = within(await screen.findByRole('region', { name: 'Box' }));
  await user.click(place.getByRole('button', { name: 'Check' }));
  await place.findByRole('status');
  await user.click(place.getByRole('button', { name: 'Change' }));
  await user.click(place.getByRole('button', { name: 'Cancel' }));
  expect(place.queryByRole('form')).toBeNull();
  expect(place.getByRole('status').textContent).toContain('The folder can be written.');
});

test('removes a place', async () => {
  const user = renderPage(<PlaceList />);
  await user.click(await screen.findByRole('button', { name: 'Remove' }));
  expect(inputsOf('places.remove')).toEqual([{ id: 'box-1' }]);
});
