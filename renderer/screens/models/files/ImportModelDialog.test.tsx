// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { StudioError } from '../../../../main/contract/errors.ts';
import type { JobId } from '../../../../main/contract/ids.ts';
import { queryClient } from '../../../client/query-client.ts';
import { isToldInPlace } from '../../../client/told-jobs.ts';
import { answer, inputsOf } from '../../../testing/fake-studio.ts';
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

test('the dialog stays while the model is read, and says in place what is wrong with it', async () => {
  const close = vi.fn();
  const job = {
    ...{ id: 'job-1' as JobId, kind: 'import-model' as const, title: 'Import gone.h5' },
    ...{ startedAt: '2026-01-01T12:00:00.000Z' },
  };
  const failed = new StudioError('MODEL_UNUSABLE', 'It holds no network.', { next: 'Choose another file.' });
  const ended = Promise.withResolvers<void>();
  answer({
    jobs: {
      list: () => [],
      watch: async function* () {
        yield { ...job, state: 'running' };
        await ended.promise;
        yield { ...job, state: 'failed', error: failed.toReport() };
      },
    },
    models: { import: () => ({ jobId: job.id }) },
  });
  const user = renderPage(<ImportModelDialog onClose={close} />);
  const path = await screen.findByLabelText("File or folder on the studio's machine");
  await user.type(path, '/models/gone.h5{Enter}');
  expect(close).not.toHaveBeenCalled();
  ended.resolve();
  expect((await screen.findByRole('alert')).textContent).toContain(
    'It holds no network. Choose another file.',
  );
  expect(close).not.toHaveBeenCalled();
  expect(isToldInPlace(job.id), 'and nowhere else').toBe(true);
  cleanup();
  expect(isToldInPlace(job.id), 'the dialog is gone').toBe(false);
});

test('an import that ends after its dialog was closed does not close the next one', async () => {
  const close = vi.fn();
  const ended = Promise.withResolvers<void>();
  let isOver = false;
  answer({
    jobs: {
      list: () => [],
      watch: async function* () {
        await ended.promise;
        isOver = true;
        yield* [];
      },
    },
    models: { import: () => ({ jobId: 'job-1' as JobId }) },
  });
  const user = renderPage(<ImportModelDialog onClose={close} />);
  const path = await screen.findByLabelText("File or folder on the studio's machine");
  await user.type(path, '/models/one.h5{Enter}');
  await vi.waitUntil(() => inputsOf('jobs.watch').length === 1, { timeout: 60_000 });
  cleanup();
  ended.resolve();
  await vi.waitUntil(() => isOver, { timeout: 60_000 });
  await vi.waitUntil(() => queryClient.isMutating() === 0, { timeout: 60_000 });
  expect(close).not.toHaveBeenCalled();
});
