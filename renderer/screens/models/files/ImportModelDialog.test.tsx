// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { StudioError } from '../../../../main/contract/errors.ts';
import { answer } from '../../../testing/fake-studio.ts';
import { renderPage } from '../../../testing/render-page.tsx';
import { ImportModelDialog } from './ImportModelDialog.tsx';

vi.mock('../../../client/studio.ts', () => import('../../../testing/fake-studio.ts'));

test('the dialog stays with what was typed, and says once why the path cannot be used', async () => {
  const close = vi.fn();
  answer({
    models: {
      import: () => {
        throw new StudioError('PATH_NOT_FOUND', 'Nothing is there.', { next: 'Choose a model file.' });
      },
    },
  });
  const user = renderPage(<ImportModelDialog onClose={close} />);
  const path = await screen.findByLabelText("File or folder on the studio's machine");
  await user.type(path, '/models/gone.h5{Enter}');
  expect((await screen.findByRole('alert')).textContent).toContain('Nothing is there. Choose a model file.');
  expect(path).toHaveProperty('value', '/models/gone.h5');
  expect(close).not.toHaveBeenCalled();
});
