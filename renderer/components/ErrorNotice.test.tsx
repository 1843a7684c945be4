// @vitest-environment happy-dom
import { IconPlus } from '@tabler/icons-react';
import { screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { StudioError } from '../../main/contract/errors.ts';
import { commandCatalogue } from '../../main/contract/system/commands.ts';
import { presentError } from '../client/present-error.ts';
import { registerCommands } from '../commands/registry.ts';
import { renderPage } from '../testing/render-page.tsx';
import { ErrorNotice } from './ErrorNotice.tsx';

vi.mock('../client/studio.ts', () => import('../testing/fake-studio.ts'));

const gone = presentError(
  new StudioError('RUN_NOT_FOUND', 'There is no run "portraits".', { next: 'Choose another run.' }),
);

const run = vi.fn();

beforeEach(() => {
  run.mockReset();
  registerCommands(
    commandCatalogue.map((command) => ({ ...command, icon: IconPlus, run: () => run(command.id) })),
  );
});

test('says at once what went wrong and what to do next', () => {
  renderPage(<ErrorNotice error={gone} />);
  const notice = screen.getByRole('alert');
  expect(notice.textContent).toContain('No such run');
  expect(notice.textContent).toContain('There is no run "portraits". Choose another run.');
});

test('has a button that does the next step', async () => {
  const user = renderPage(<ErrorNotice error={gone} />);
  await user.click(screen.getByRole('button', { name: 'Go to Train' }));
  expect(run.mock.calls).toEqual([['go.train']]);
});

test('has none where only the person can help', () => {
  const full = new StudioError('DISK_FULL', 'The disk is full.', { next: 'Free some space.' });
  renderPage(<ErrorNotice error={presentError(full)} />);
  expect(screen.queryByRole('button')).toBeNull();
  expect(screen.getByRole('alert').textContent).toContain('Free some space.');
});

test('has the place’s own step instead of the usual one, or none', () => {
  renderPage(
    <>
      <ErrorNotice error={gone} action={<button type="button">Close</button>} />
      <ErrorNotice error={gone} action={null} />
    </>,
  );
  expect(screen.getAllByRole('alert')).toHaveLength(2);
  expect(screen.getAllByRole('button').map(({ textContent }) => textContent)).toEqual(['Close']);
});

test('names the entry of the log where nobody foresaw the error, and speaks of the line when it broke', () => {
  const inside = new StudioError('INTERNAL', 'It failed.', { next: 'Try again.', errorId: 'e-17' });
  renderPage(<ErrorNotice error={presentError(inside)} />);
  expect(screen.getByRole('alert').textContent).toContain('It failed. (log entry e-17) Try again.');
  expect(presentError(new Error('socket hang up')).title).toBe('The studio did not answer');
});
