// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { EvaluationId } from '../../../main/contract/ids.ts';
import type { Evaluation } from '../../../main/contract/models/evaluation.ts';
import { answer, inputsOf } from '../../testing/fake-studio.ts';
import { renderPage } from '../../testing/render-page.tsx';
import { EvaluationActions } from './EvaluationActions.tsx';

vi.mock('../../client/studio.ts', () => import('../../testing/fake-studio.ts'));

test('asks before an evaluation is deleted, which took minutes to measure', async () => {
  answer({ models: { removeEvaluation: () => ({}) } });
  // Nothing else of it is read here.
  const evaluation = { id: 'evaluation-1' as EvaluationId } as Evaluation;
  const user = renderPage(<EvaluationActions evaluation={evaluation} />);
  const choose = async (button: string) => {
    await user.click(screen.getByRole('button', { name: 'More for this evaluation' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete evaluation…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete evaluation' });
    await user.click(within(dialog).getByRole('button', { name: button }));
  };
  await choose('Keep it');
  expect(inputsOf('models.removeEvaluation')).toEqual([]);
  await choose('Delete');
  expect(inputsOf('models.removeEvaluation')).toEqual([{ id: evaluation.id }]);
});
