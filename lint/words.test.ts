import { expect, it } from 'vitest';
import { strangeNames } from './words.ts';

it('finds names that the list of words does not have, as whole words', () => {
  expect(strangeNames('const criticLoss = 1;\nclass Breath {}\nfunction always() {}')).toEqual([
    'criticLoss: say discriminator',
    'Breath: say yielder',
  ]);
  expect(strangeNames("const critical = 'the critic';\n// a critic\nclass Discriminator {}")).toEqual([]);
});
