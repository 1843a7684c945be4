// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { renderPage } from '../testing/render-page.tsx';
import { notifyDone } from './notify.tsx';

vi.mock('./studio.ts', () => import('../testing/fake-studio.ts'));

test('a notice can be closed by a button that has a name', async () => {
  const user = renderPage(undefined);
  act(() => notifyDone('Saved', 'The face is in the gallery.'));
  await user.click(await screen.findByRole('button', { name: 'Close' }));
  await vi.waitFor(() => expect(screen.queryByText('Saved')).toBeNull());
});
