// @vitest-environment happy-dom
import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { giveElementsSize } from '../../testing/element-size.ts';
import { exampleDataset } from '../../testing/examples.ts';
import { answer, inputsOf } from '../../testing/fake-studio.ts';
import { renderPage } from '../../testing/render-page.tsx';
import type { Filter } from './filter.ts';
import { PicturesTab } from './PicturesTab.tsx';

vi.mock('../../client/studio.ts', () => import('../../testing/fake-studio.ts'));

const dataset = exampleDataset({ imageCount: 6, itemCount: 8, heldOutCount: 1 });
const onFilter = vi.fn();

function show(filter: Filter = 'all') {
  return renderPage(<PicturesTab dataset={dataset} findings={[]} filter={filter} onFilter={onFilter} />);
}

const tick = (number: number) => screen.findByRole('checkbox', { name: `Select face ${number}` });
const all = () => screen.getByRole<HTMLInputElement>('checkbox', { name: 'Select all' });

beforeEach(() => {
  giveElementsSize(800, 600);
  onFilter.mockReset();
  answer({
    datasets: {
      select: () => ({ indices: [0, 1, 2, 3, 4, 5, 6, 7], leftOut: [6, 7] }),
      decide: () => ({ before: [{ indices: [1, 2, 3], decision: 'auto' }] }),
    },
  });
});

test('nothing is chosen at first, and the pictures can be filtered and sorted', async () => {
  show();
  expect(await screen.findByRole('button', { name: 'Face 8' })).toBeDefined();
  expect(screen.getByRole('combobox', { name: 'Which pictures' })).toHaveProperty(
    'value',
    'All pictures (8)',
  );
  expect(screen.queryByRole('button', { name: 'Leave out' })).toBeNull();
  expect(screen.getAllByLabelText('left out')).toHaveLength(2);
});

test('a press with Shift chooses everything since the last press', async () => {
  const user = show();
  await user.click(await tick(2));
  expect(screen.getByText('1 picture selected')).toBeDefined();
  expect(all().indeterminate).toBe(true);
  await user.keyboard('{Shift>}');
  await user.click(await tick(4));
  await user.keyboard('{/Shift}');
  expect(screen.getByText('3 pictures selected')).toBeDefined();
  await user.click(await tick(3));
  expect(screen.getByText('2 pictures selected')).toBeDefined();
});

test('those that are chosen are left out, which can be taken back', async () => {
  const user = show();
  for (const number of [2, 3, 4]) await user.click(await tick(number));
  await user.click(screen.getByRole('button', { name: 'Leave out' }));
  expect(inputsOf('datasets.decide')).toEqual([{ id: dataset.id, indices: [1, 2, 3], decision: 'out' }]);
  expect(await screen.findByText('3 pictures left out')).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Leave out' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Undo' }));
  await waitFor(() =>
    expect(inputsOf('datasets.decide')[1]).toEqual({ id: dataset.id, indices: [1, 2, 3], decision: 'auto' }),
  );
});

test('a choice that failed stays, so that it can be tried again', async () => {
  answer({
    datasets: {
      decide: () => {
        throw new Error('the line broke');
      },
    },
  });
  const user = show();
  await user.click(await tick(1));
  await user.click(screen.getByRole('button', { name: 'Take in' }));
  expect(await screen.findByText('The studio did not answer')).toBeDefined();
  expect(screen.getByText('1 picture selected')).toBeDefined();
});

test('all are chosen by one box or by Ctrl+A, and none by Escape', async () => {
  const user = show();
  await screen.findByRole('button', { name: 'Face 1' });
  await user.click(all());
  expect(screen.getByText('8 pictures selected')).toBeDefined();
  expect(all().checked).toBe(true);
  await user.click(all());
  expect(screen.queryByText(/selected/)).toBeNull();
  (await screen.findByRole('button', { name: 'Face 1' })).focus();
  await user.keyboard('{Control>}a{/Control}');
  expect(screen.getByText('8 pictures selected')).toBeDefined();
  await user.keyboard('{Escape}');
  expect(screen.queryByText(/selected/)).toBeNull();
});

test('arrow keys go from face to face', async () => {
  const user = show();
  (await screen.findByRole('button', { name: 'Face 1' })).focus();
  await user.keyboard('{ArrowRight}');
  await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Face 2'));
});

test('a filter that nothing passes says so, and leads back to all', async () => {
  answer({ datasets: { select: () => ({ indices: [], leftOut: [] }) } });
  const user = show('left-out');
  expect(await screen.findByText('No such pictures')).toBeDefined();
  expect(all().matches(':disabled')).toBe(true);
  await user.click(screen.getByRole('button', { name: 'Show all' }));
  expect(onFilter).toHaveBeenCalledWith('all');
});
