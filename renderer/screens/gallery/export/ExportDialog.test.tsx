// @vitest-environment happy-dom
import { screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { Job } from '../../../../main/contract/system/jobs.ts';
import { Job as JobSchema } from '../../../../main/contract/system/jobs.ts';
import { exampleFace } from '../../../testing/examples.ts';
import { answer, inputsOf } from '../../../testing/fake-studio.ts';
import { renderPage } from '../../../testing/render-page.tsx';
import { ExportDialog } from './ExportDialog.tsx';

vi.mock('../../../client/studio.ts', () => import('../../../testing/fake-studio.ts'));

const faces = (count: number) =>
  Array.from({ length: count }, (_, i) => exampleFace({ id: `face-${i}`, index: i }));

const onClose = vi.fn();

async function open(count: number) {
  onClose.mockReset();
  const user = renderPage(<ExportDialog faces={faces(count)} onClose={onClose} />);
  // The dialog takes the focus a moment after it is shown, and would close a list that was opened before.
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Download'));
  return user;
}

const isDisabled = (element: HTMLElement) => element.matches(':disabled');
const layout = (name: string) => screen.getByRole('radio', { name });

/** An export that ends in this way. */
function answerExport(end: Partial<Record<keyof Job, unknown>>) {
  const job = JobSchema.parse({
    id: 'job-1',
    kind: 'export',
    title: 'Export 9 faces',
    startedAt: '2026-01-01T12:00:00.000Z',
    ...end,
  });
  answer({
    faces: { export: () => ({ jobId: job.id }) },
    jobs: {
      list: () => [job],
      watch: async function* () {
        yield job;
      },
      cancel: () => ({}),
    },
  });
}

test('a few faces become files, many an archive, which a browser needs no leave for', async () => {
  await open(4);
  expect(layout('One file each')).toHaveProperty('checked', true);
  expect(screen.getByText('4 PNG files')).toBeDefined();
});

test('many faces become an archive', async () => {
  await open(9);
  expect(layout('ZIP archive')).toHaveProperty('checked', true);
  expect(screen.getByText('One archive of 9 PNG files')).toBeDefined();
});

test('only formats that lose something have a quality', async () => {
  const user = await open(9);
  const quality = screen.getByLabelText('Quality');
  expect(isDisabled(quality)).toBe(true);
  await user.click(screen.getByRole('combobox', { name: 'Format' }));
  await user.click(await screen.findByRole('option', { name: 'JPEG' }));
  expect(isDisabled(quality)).toBe(false);
  expect(screen.getByText('One archive of 9 JPEG files')).toBeDefined();
});

test('only faces that are enlarged are enlarged in some way', async () => {
  const user = await open(9);
  expect(isDisabled(screen.getByRole('radio', { name: 'Smooth' }))).toBe(true);
  await user.click(screen.getByRole('combobox', { name: 'Size of a face' }));
  await user.click(await screen.findByRole('option', { name: '128 × 128 px (× 4)' }));
  expect(isDisabled(screen.getByRole('radio', { name: 'Smooth' }))).toBe(false);
});

test('a sheet says how large it will be', async () => {
  const user = await open(9);
  expect(screen.queryByLabelText('Columns')).toBeNull();
  await user.click(layout('Contact sheet'));
  expect(screen.getByText('One PNG file, 3 × 3 faces, about 96 × 96 px')).toBeDefined();
  await user.clear(screen.getByLabelText('Columns'));
  await user.type(screen.getByLabelText('Columns'), '9');
  expect(screen.getByText('One PNG file, 9 × 1 faces, about 288 × 32 px')).toBeDefined();
});

test('a film needs two faces of one model', async () => {
  const user = await open(1);
  await user.click(screen.getByRole('radio', { name: 'Film between them' }));
  expect(screen.queryByRole('button', { name: 'Download' })).toBeNull();
  expect(screen.getByText(/two faces/i)).toBeDefined();
});

test('writes what was chosen, marked as synthetic, and closes when it is done', async () => {
  answerExport({ state: 'done', result: { kind: 'export', files: [] } });
  const user = await open(9);
  await user.click(layout('Contact sheet'));
  await user.click(screen.getByRole('checkbox', { name: 'Caption: synthetic faces' }));
  await user.click(screen.getByRole('button', { name: 'Download' }));
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(inputsOf('faces.export')).toEqual([
    expect.objectContaining({
      faceIds: faces(9).map(({ id }) => id),
      layout: 'sheet',
      format: 'png',
      columns: 3,
      hasCaption: true,
      isMarked: true,
    }),
  ]);
});

test('that failed says why, and leads back to the choices', async () => {
  answerExport({
    state: 'failed',
    error: { code: 'DISK_FULL', message: 'The disk is full.', data: { next: 'Free some space.' } },
  });
  const user = await open(9);
  await user.click(screen.getByRole('button', { name: 'Download' }));
  const notice = await screen.findByRole('alert');
  expect(notice.textContent).toContain('The disk is full. Free some space.');
  await user.click(screen.getByRole('button', { name: 'Change and try again' }));
  expect(screen.getByRole('button', { name: 'Download' })).toBeDefined();
  expect(onClose).not.toHaveBeenCalled();
});

test('can be cancelled while it goes on, and says that nothing was written', async () => {
  answerExport({ state: 'running', progress: { done: 2, total: 9, unit: 'faces' } });
  const user = await open(9);
  await user.click(screen.getByRole('button', { name: 'Download' }));
  await user.click(await screen.findByRole('button', { name: /^Cancel/ }));
  expect(inputsOf('jobs.cancel')).toEqual([{ id: 'job-1' }]);
});

test('Escape and Cancel leave without writing anything', async () => {
  const user = await open(9);
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(onClose).toHaveBeenCalledOnce();
  await user.keyboard('{Escape}');
  expect(onClose).toHaveBeenCalledTimes(2);
  expect(inputsOf('faces.export')).toEqual([]);
});
