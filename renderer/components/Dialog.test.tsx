// @vitest-environment happy-dom
import { Button, Menu } from '@mantine/core';
import { screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { renderPage } from '../testing/render-page.tsx';
import { Dialog } from './Dialog.tsx';

vi.mock('../client/studio.ts', () => import('../testing/fake-studio.ts'));

/** A page whose dialog is opened by a button, or by an entry of a menu. */
function Page() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Rename</Button>
      <Menu>
        <Menu.Target>
          <Button>More</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen(true)}>Duplicate</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isOpen && (
        <Dialog title="Name" onClose={() => setOpen(false)}>
          <input aria-label="New name" data-autofocus />
        </Dialog>
      )}
    </>
  );
}

test.each([
  ['Rename', undefined],
  ['More', 'Duplicate'],
])('the focus returns to %s', async (name, entry) => {
  const user = renderPage(<Page />);
  const button = screen.getByRole('button', { name });
  await user.click(button);
  if (entry) await user.click(await screen.findByRole('menuitem', { name: entry }));
  const field = await screen.findByLabelText('New name');
  await waitFor(() => expect(document.activeElement).toBe(field));
  await user.keyboard('{Escape}');
  await waitFor(() => expect(document.activeElement).toBe(button));
});
