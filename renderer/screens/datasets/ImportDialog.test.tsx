// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { StudioError } from '../../../main/contract/errors.ts';
import { answer, inputsOf } from '../../testing/fake-studio.ts';
import { renderPage } from '../../testing/render-page.tsx';
import { importDialog } from '../../view-state.ts';
import { ImportDialog } from './ImportDialog.tsx';

vi.mock('../../client/studio.ts', () => import('../../testing/fake-studio.ts'));

const refuse = () => {
  throw new StudioError('PATH_NOT_FOUND', 'There is no such folder or file.', { next: 'Check the path.' });
};
const alertText = async () => (await screen.findByRole('alert')).textContent;

beforeEach(() => answer({ datasets: { list: () => [], import: refuse } }));

test('the dialog stays with what was typed, and says once why the path cannot be used', async () => {
  const user = renderPage(<ImportDialog />);
  act(() => importDialog.set({}));
  const path = await screen.findByLabelText("Folder on the studio's machine");
  await user.type(path, '/photos/nowhere');
  await user.type(screen.getByLabelText('Name'), 'Holiday');
  await user.click(screen.getByRole('radio', { name: /Centre crop/ }));
  await user.click(screen.getByRole('button', { name: 'Import' }));
  expect(await alertText()).toContain('There is no such folder or file. Check the path.');
  expect(path).toHaveProperty('value', '/photos/nowhere');
  expect(screen.getByLabelText('Name')).toHaveProperty('value', 'Holiday');
  expect(screen.getByRole('radio', { name: /Centre crop/ })).toHaveProperty('checked', true);

  answer({ datasets: { import: () => ({ jobId: 'job' as never }) } });
  await user.clear(path);
  await user.type(path, '/photos/here{Enter}');
  await vi.waitFor(() => expect(importDialog.get()).toBeUndefined());
  expect(inputsOf('datasets.import')).toMatchObject([
    { paths: ['/photos/nowhere'], name: 'Holiday', faces: 'centre' },
    { paths: ['/photos/here'], name: 'Holiday', faces: 'centre' },
  ]);
});
