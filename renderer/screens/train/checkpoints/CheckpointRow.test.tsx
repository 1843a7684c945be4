// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { Checkpoint } from '../../../../main/contract/runs/runs.ts';
import { exampleRun } from '../../../testing/examples.ts';
import { answer, inputsOf } from '../../../testing/fake-studio.ts';
import { renderPage } from '../../../testing/render-page.tsx';
import { CheckpointRow } from './CheckpointRow.tsx';

vi.mock('../../../client/studio.ts', () => import('../../../testing/fake-studio.ts'));

const run = exampleRun({ id: 'run-1' });
const checkpoint: Checkpoint = {
  ...{ name: '00000003000', nimg: 3000, savedAt: '2026-01-01T00:00:00Z', sizeBytes: 1e6 },
  ...{ isPinned: false, isBest: false },
};

test('asks before a checkpoint is deleted, which cannot be taken back', async () => {
  answer({ runs: { removeCheckpoint: () => ({}) } });
  const user = renderPage(
    <CheckpointRow run={run} checkpoint={checkpoint} isNewest={false} onGoBack={() => undefined} />,
  );
  const choose = async (button: string) => {
    await user.click(screen.getByRole('button', { name: 'More for 3.0 kimg' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete the checkpoint of 3.0 kimg' });
    await user.click(within(dialog).getByRole('button', { name: button }));
  };
  await choose('Keep it');
  expect(inputsOf('runs.removeCheckpoint')).toEqual([]);
  await choose('Delete');
  expect(inputsOf('runs.removeCheckpoint')).toEqual([{ id: run.id, checkpoint: checkpoint.name }]);
});
