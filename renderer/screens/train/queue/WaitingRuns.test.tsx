// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { exampleRun } from '../../../testing/examples.ts';
import { answer, inputsOf } from '../../../testing/fake-studio.ts';
import { renderPage } from '../../../testing/render-page.tsx';
import { currentView } from '../../../view-state.ts';
import { WaitingRuns } from './WaitingRuns.tsx';

vi.mock('../../../client/studio.ts', () => import('../../../testing/fake-studio.ts'));

const waiting = (name: string, queuePosition: number, more = {}) =>
  exampleRun({ id: name, name, state: 'queued', queuePosition, ...more });

const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

/** Opens the menu of a waiting run. */
async function openMenu(user: ReturnType<typeof renderPage>, name: string) {
  await user.click(await screen.findByRole('button', { name: `More for ${name} in the queue` }));
  return within(await screen.findByRole('menu'));
}

const queue = { runIds: [], isHeld: false };

beforeEach(() => {
  answer({
    queue: { get: () => queue, hold: () => queue, move: () => queue, reschedule: () => ({}) },
    runs: { pause: () => ({}) },
  });
});

test('is not there while nobody waits', () => {
  renderPage(<WaitingRuns runs={[exampleRun()]} />);
  expect(screen.queryByRole('region', { name: 'Queue' })).toBeNull();
});

test('lists those that wait, next first', () => {
  renderPage(<WaitingRuns runs={[waiting('second', 2), exampleRun(), waiting('first', 1)]} />);
  const entries = within(screen.getByRole('region', { name: 'Queue' })).getAllByRole('listitem');
  expect(entries.map(({ textContent }) => textContent)).toEqual(['1first', '2second']);
});

test('holds the queue, and lets it go on', async () => {
  const user = renderPage(<WaitingRuns runs={[waiting('first', 1)]} />);
  await user.click(screen.getByRole('button', { name: /^Hold the queue/ }));
  expect(inputsOf('queue.hold')).toEqual([{ isHeld: true }]);
});

test('that is held says so and can go on, also when nobody waits', async () => {
  answer({ queue: { get: () => ({ runIds: [], isHeld: true }) } });
  const user = renderPage(<WaitingRuns runs={[]} />);
  expect(await screen.findByText('held')).toBeDefined();
  expect(screen.getByText(/Nobody waits/)).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'Let the queue go on' }));
  expect(inputsOf('queue.hold')).toEqual([{ isHeld: false }]);
});

test('a run can move to the front, unless it is there', async () => {
  const user = renderPage(<WaitingRuns runs={[waiting('first', 1), waiting('second', 2)]} />);
  const own = await openMenu(user, 'first');
  expect(own.getByRole('menuitem', { name: 'Move to the front' })).toHaveProperty('disabled', true);
  await user.keyboard('{Escape}');
  const menu = await openMenu(user, 'second');
  await user.click(menu.getByRole('menuitem', { name: 'Move to the front' }));
  expect(inputsOf('queue.move')).toEqual([{ id: 'second', position: 1 }]);
});

test('a run that waits for a time shows it, and can begin before it and keep its end', async () => {
  const stopAt = tomorrow();
  const timed = waiting('timed', 1, { schedule: { startAt: tomorrow(), stopAt } });
  const user = renderPage(<WaitingRuns runs={[timed, waiting('plain', 2)]} />);
  const menu = await openMenu(user, 'timed');
  await user.click(menu.getByRole('menuitem', { name: 'Do not wait for the time' }));
  expect(inputsOf('queue.reschedule')).toEqual([{ id: 'timed', schedule: { stopAt } }]);
  const other = await openMenu(user, 'plain');
  expect(other.queryByRole('menuitem', { name: 'Do not wait for the time' })).toBeNull();
});

test('a time that has passed holds nobody up', async () => {
  const late = waiting('late', 1, { schedule: { startAt: '2026-01-01T00:00:00.000Z' } });
  const user = renderPage(<WaitingRuns runs={[late]} />);
  const menu = await openMenu(user, 'late');
  expect(menu.queryByRole('menuitem', { name: 'Do not wait for the time' })).toBeNull();
});

test('a run can leave, and can be looked at', async () => {
  const user = renderPage(<WaitingRuns runs={[waiting('first', 1)]} />);
  const menu = await openMenu(user, 'first');
  await user.click(menu.getByRole('menuitem', { name: 'Leave the queue' }));
  expect(inputsOf('runs.pause')).toEqual([{ id: 'first' }]);
  await user.click(screen.getByTitle('first'));
  await waitFor(() => expect(currentView.get()).toEqual({ screen: 'train', runId: 'first' }));
});
