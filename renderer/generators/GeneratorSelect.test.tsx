// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { GeneratorRef } from '../../main/contract/generators.ts';
import { ModelId, RunId } from '../../main/contract/ids.ts';
import { renderPage } from '../testing/render-page.tsx';
import { GeneratorSelect } from './GeneratorSelect.tsx';
import type { Generator } from './generators.ts';

vi.mock('../client/studio.ts', () => import('../testing/fake-studio.ts'));

const drawnBy = (ref: GeneratorRef, name: string): Generator => ({
  ...{ ref, name, datasetName: 'Portraits', preset: 'standard-64', resolution: 64, channels: 3, nimg: 1000 },
});
const long = 'Portraits of the whole school, 2019 to 2024 · standard-64 · seed';
const model = drawnBy({ kind: 'model', id: ModelId.parse('model-1') }, 'Best so far');
const runs = [1, 2].map((seed) =>
  drawnBy({ kind: 'run', id: RunId.parse(`run-${seed}`) }, `${long} ${seed}`),
);

test('names the one that draws in full, and gives the one that is chosen from the list', async () => {
  const chosen = vi.fn();
  const [first, second] = runs;
  const user = renderPage(<GeneratorSelect generators={[model, ...runs]} chosen={first} onChoose={chosen} />);
  const field = screen.getByRole('combobox', { name: 'Model or run' });
  expect(field.textContent).toBe(first.name);
  await user.click(field);
  expect(screen.getAllByRole('option').map(({ textContent }) => textContent)).toEqual([
    model.name,
    ...runs.map(({ name }) => name),
  ]);
  await user.click(screen.getByRole('option', { name: second.name }));
  expect(chosen).toHaveBeenCalledExactlyOnceWith(second.ref);
});

test('is used with the keys alone', async () => {
  const chosen = vi.fn();
  const [first] = runs;
  const user = renderPage(<GeneratorSelect generators={[model, ...runs]} chosen={first} onChoose={chosen} />);
  await user.tab();
  await user.keyboard('{ArrowDown}{ArrowUp}{Enter}');
  expect(chosen).toHaveBeenCalledExactlyOnceWith(model.ref);
});

test('tells runs of the same name apart by how far they are', async () => {
  const twins = runs.map((run, i) => ({ ...run, name: 'Portraits', nimg: 3000 * (i + 1) }));
  const [first] = twins;
  const user = renderPage(
    <GeneratorSelect generators={[model, ...twins]} chosen={first} onChoose={() => undefined} />,
  );
  const field = screen.getByRole('combobox', { name: 'Model or run' });
  expect(field.textContent).toBe('Portraits · 3.0 kimg');
  await user.click(field);
  expect(screen.getAllByRole('option').map(({ textContent }) => textContent)).toEqual([
    model.name,
    'Portraits · 3.0 kimg',
    'Portraits · 6.0 kimg',
  ]);
});
