// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { StudioError } from '../../../main/contract/errors.ts';
import { answer } from '../../testing/fake-studio.ts';
import { renderPage } from '../../testing/render-page.tsx';
import { LookChoice } from './LookChoice.tsx';

vi.mock('../../client/studio.ts', () => import('../../testing/fake-studio.ts'));

test('shows once that a look could not be kept', async () => {
  answer({
    system: {
      settings: () => {
        throw new StudioError('DISK_FULL', 'The disk is full.', { next: 'Remove something.' });
      },
    },
  });
  const user = renderPage(<LookChoice theme="system" />);
  await user.click(screen.getByRole('radio', { name: 'Light' }));
  await screen.findAllByText(/Remove something/);
  expect(screen.getAllByText(/Remove something/)).toHaveLength(1);
});
