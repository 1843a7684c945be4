import { expect, it } from 'vitest';
import { parseStudyFile } from './study-file.ts';

const study = {
  name: 'Rates',
  minutes: 10,
  datasets: ['faces'],
  seeds: [1, 2, 3],
  recipes: [{ name: 'as it is', preset: 'standard-64' }],
};
const read = (changes: object) => parseStudyFile(JSON.stringify({ ...study, ...changes }), 'rates.json');

it('measures at each quarter, with all cores, unless the file says otherwise', () => {
  expect(read({})).toMatchObject({ moments: [0.25, 0.5, 0.75, 1], pictures: 1000, cores: 'all' });
  expect(read({ moments: [1], cores: 'one' })).toMatchObject({ moments: [1], cores: 'one' });
});

it.each([
  [
    'a key that does not exist',
    { recipes: [{ name: 'a', preset: 'draft-32', batch: 8 }] },
    /recipes\[0\]: .*"batch"/,
  ],
  [
    'a setting that is out of range',
    { recipes: [{ name: 'a', preset: 'draft-32', set: { batchSize: 1 } }] },
    /recipes\[0\]\.set\.batchSize: /,
  ],
  ['a preset that does not exist', { recipes: [{ name: 'a', preset: 'huge' }] }, /recipes\[0\]\.preset: /],
  [
    'two recipes of one name',
    { recipes: [study.recipes[0], study.recipes[0]] },
    /recipes: gives a name to two recipes/,
  ],
  ['a seed twice', { seeds: [1, 1] }, /seeds: holds a seed twice/],
  ['moments that fall', { moments: [0.5, 0.25, 1] }, /moments: must rise/],
  ['moments that do not reach the end', { moments: [0.5] }, /moments: must end with 1/],
  ['nothing to train', { recipes: [] }, /recipes: /],
  ['no length', { minutes: undefined }, /minutes: /],
])('names the place of %s', (_, changes, problem) => {
  expect(() => read(changes)).toThrow(problem);
});

it('says where the text is not JSON', () => {
  expect(() => parseStudyFile('{ "name": ', 'rates.json')).toThrow(/^rates\.json is not written as JSON: /);
});
