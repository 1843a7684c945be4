import { expect, it } from 'vitest';
import type { Operation } from './operation.ts';
import { operationsToProve, presetOperations } from './operations-to-prove.ts';

const shapesOf = (operations: readonly Operation[]): string[] =>
  operations.flatMap((each) =>
    each.kind === 'convolution' ? [`${each.kernel} ${each.stride} ${each.from} ${each.to}`] : [],
  );

it('tries each convolution of the presets for a single picture too, as one face is drawn', () => {
  const alone = shapesOf(operationsToProve('quick').filter(({ batch }) => batch === 1));
  expect(alone).toEqual(expect.arrayContaining(shapesOf(presetOperations())));
});

it('tries each of them for several pictures as well, where so many are affordable', () => {
  const several = operationsToProve('quick').filter(
    (operation) => operation.kind === 'convolution' && operation.batch > 1,
  );
  expect(several.length).toBeGreaterThan(shapesOf(presetOperations()).length / 2);
});
