// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { renderPage } from '../testing/render-page.tsx';
import { NumberField } from './NumberField.tsx';

vi.mock('../client/studio.ts', () => import('../testing/fake-studio.ts'));

/** A field whose form takes 10 for everything that is not above zero. */
function Length() {
  const [length, setLength] = useState(10);
  return (
    <>
      <NumberField
        aria-label="Length"
        min={0.1}
        max={100}
        value={length}
        onChange={(typed) => setLength(Number(typed) > 0 ? Number(typed) : 10)}
      />
      <output>{length}</output>
    </>
  );
}

test.each([
  ['{Backspace}{Backspace}', '', '10'],
  ['{Backspace}{Backspace}0', '0', '0.1'],
  ['{Backspace}{Backspace}3', '3', '3'],
  ['{Backspace}{Backspace}7000', '7000', '100'],
])('%s shows %o while typed, and %s afterwards, which is what the form has', async (keys, during, after) => {
  const user = renderPage(<Length />);
  const field = screen.getByLabelText('Length');
  await user.click(field);
  await user.keyboard(keys);
  expect(field).toHaveProperty('value', during);
  await user.tab();
  expect(field).toHaveProperty('value', after);
  expect(screen.getByRole('status').textContent).toBe(after);
});
