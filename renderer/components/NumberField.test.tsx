// @vitest-environment happy-dom
import type { NumberInputProps } from '@mantine/core';
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

/** A field that is given texts at once, by a paste or a drop. */
async function showField(props: Pick<NumberInputProps, 'allowDecimal' | 'suffix'> = {}) {
  const onChange = vi.fn();
  const user = renderPage(<NumberField aria-label="Field" value={1} onChange={onChange} {...props} />);
  const field = screen.getByLabelText('Field');
  await user.tripleClick(field);
  return { user, field, onChange };
}

test.each([
  ['3,5', '3.5', 3.5],
  ['1.234,5', '1234.5', 1234.5],
  ['1e-4', '0.0001', 0.0001],
  ['2,000', '2000', 2000],
  ['12', '12', 12],
])('a pasted %s is read as a whole', async (text, shown, number) => {
  const { user, field, onChange } = await showField();
  await user.paste(text);
  expect(field).toHaveProperty('value', shown);
  expect(onChange).toHaveBeenLastCalledWith(number);
});

test.each([
  ['12.5.3', {}, 'Left out “12.5.3”: only numbers fit.'],
  ['3,5', { allowDecimal: false }, 'Left out “3,5”: only whole numbers fit.'],
])('a pasted %s is refused, which is told until the field is left', async (text, props, told) => {
  const { user, field, onChange } = await showField(props);
  await user.paste(text);
  expect(field).toHaveProperty('value', '1');
  expect(onChange).not.toHaveBeenCalled();
  expect(screen.getByText(told)).toBeDefined();
  await user.tab();
  expect(screen.queryByText(told)).toBeNull();
});

test('a comma that is typed where only whole numbers fit is told', async () => {
  const { user, field } = await showField({ allowDecimal: false });
  await user.keyboard('3,5');
  expect(field).toHaveProperty('value', '35');
  expect(screen.getByText('Left out “,”: only whole numbers fit.')).toBeDefined();
});

test('a number goes into a field that has a unit', async () => {
  const { user, field } = await showField({ suffix: ' s' });
  if (field instanceof HTMLInputElement) field.setSelectionRange(0, 1);
  await user.paste('2,5 s');
  expect(field).toHaveProperty('value', '2.5 s');
});
