// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { StudioError } from '../../../../main/contract/errors.ts';
import { exampleRun } from '../../../testing/examples.ts';
import { answer, inputsOf } from '../../../testing/fake-studio.ts';
import { renderPage } from '../../../testing/render-page.tsx';
import { DamagedCheckpoints } from './DamagedCheckpoints.tsx';

vi.mock('../../../client/studio.ts', () => import('../../../testing/fake-studio.ts'));

const run = exampleRun({ id: 'run-1' });
const names = ['00000001000', '00000002000', '00000003000'];

test('asks first, says in place what could not be deleted, and asks the studio for no more', async () => {
  answer({
    runs: {
      diskUse: () => [
        {
          ...{ id: run.id, name: run.name, checkpointBytes: 1e6, sampleBytes: 0 },
          damaged: names.map((name) => ({ name, sizeBytes: 1000 })),
        },
      ],
      removeCheckpoint: ({ checkpoint }) => {
        if (checkpoint === names[1])
          throw new StudioError('PATH_UNREADABLE', 'The file is in use.', { next: 'Close it.' });
        return {};
      },
    },
  });
  const user = renderPage(<DamagedCheckpoints run={run} />);
  const choose = async (button: string) => {
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete damaged checkpoints' });
    await user.click(within(dialog).getByRole('button', { name: button }));
  };
  await choose('Keep them');
  expect(inputsOf('runs.removeCheckpoint')).toEqual([]);
  await choose('Delete');
  await screen.findByText(/The file is in use\. Close it\./);
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(inputsOf('runs.removeCheckpoint')).toEqual(
    names.slice(0, 2).map((checkpoint) => ({ id: run.id, checkpoint })),
  );
});
