// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { renderPage } from '../testing/render-page.tsx';
import { ProgressLine } from './ProgressLine.tsx';

vi.mock('../client/studio.ts', () => import('../testing/fake-studio.ts'));

const note = 'Proving the engine: TensorFlow';

test.each([
  [
    { done: 12, total: 621, unit: 'operations', rate: 6, secondsLeft: 100 },
    '12 of 621 operations · 6.0 operations/s · 1:40 left',
  ],
  [{ done: 0, total: 12, unit: 'steps' }, '0 of 12 steps'],
  [{ done: 12, unit: 'pictures' }, '12 pictures'],
])('tells how far it is: %o', (progress, words) => {
  renderPage(<ProgressLine title="Getting ready" progress={{ ...progress, note }} />);
  expect(screen.getByText(words)).toBeDefined();
  expect(screen.getByText(note)).toBeDefined();
});

test('counts nothing where there is nothing to count', () => {
  renderPage(<ProgressLine title="Getting ready" progress={{ done: 0, unit: 'steps', note }} />);
  expect(screen.queryByText(/steps/)).toBeNull();
  expect(screen.getByText(note)).toBeDefined();
});
