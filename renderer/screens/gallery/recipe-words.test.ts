import { expect, test } from 'vitest';
import { DirectionId } from '../../../main/contract/ids.ts';
import { type LatentPoint, seedRecipe } from '../../../main/contract/latents/recipe.ts';
import { describeRecipe } from './recipe-words.ts';

const plain = seedRecipe(42, 3);
const other: LatentPoint = { kind: 'vector', values: [1], space: 'z' };

test('a recipe in one line', () => {
  expect(describeRecipe(plain)).toBe('seed 42 / 3');
  expect(
    describeRecipe({
      origin: { kind: 'between', a: { kind: 'seed', seed: 1, index: 0 }, b: other, t: 0.25, method: 'slerp' },
      edits: [{ direction: DirectionId.parse('d'), amount: 2 }],
      mix: [{ stages: [0], from: other }],
      truncation: 0.7,
    }),
  ).toBe(
    '25 % of the way from seed 1 / 0 to a vector, moved along 1 direction, mixed with 1 face, truncated to 0.70',
  );
});
