import { expect, it } from 'vitest';
import { hyperParameterFields, hyperParameterProblem, readHyperParameter } from './hyper-parameter-fields.ts';
import { HyperParameters } from './hyper-parameters.ts';

const field = (key: string) => {
  const found = hyperParameterFields.find((each) => each.key === key);
  if (found === undefined) throw new Error(key);
  return found;
};

it('describes every hyper-parameter of the schema, each with one sentence', () => {
  expect(hyperParameterFields.map(({ key }) => key)).toEqual(Object.keys(HyperParameters.shape));
  for (const { title, description } of hyperParameterFields) {
    expect(title).not.toBe('');
    expect(description).toMatch(/^[A-Z0-9].*\.$/);
  }
  expect(field('batchSize')).toMatchObject({ kind: 'whole number', unit: 'images', group: 'Steps' });
  expect(field('loss')).toMatchObject({ kind: 'choice', options: expect.arrayContaining(['hinge']) });
  expect(field('augmentations')).toMatchObject({
    kind: 'choices',
    options: expect.arrayContaining(['cutout']),
  });
  expect(field('generatorWidths').kind).toBe('numbers');
  expect(field('flips').kind).toBe('switch');
});

it.each([
  ['batchSize', '16', 16],
  ['generatorLearningRate', '1e-3', 1e-3],
  ['flips', 'false', false],
  ['loss', 'hinge', 'hinge'],
  ['augmentations', '', []],
  ['augmentations', 'colour,cutout', ['colour', 'cutout']],
  ['generatorWidths', '64, 32', [64, 32]],
])('reads %s from "%s"', (key, text, value) => {
  const { key: known, kind } = field(key);
  expect(readHyperParameter({ kind }, text)).toEqual(value);
  expect(hyperParameterProblem(known, value)).toBeUndefined();
});

it.each([
  ['batchSize', '1', 'It has to be at least 2.'],
  ['batchSize', '1.5', 'It has to be a whole number.'],
  ['batchSize', 'many', 'It has to be a number.'],
  ['batchSize', '', 'It has to be a number.'],
  ['adamBeta1', '1', 'It has to be less than 1.'],
  ['adamEpsilon', '0', 'It has to be more than 0.'],
  ['loss', 'best', 'Choose from: non-saturating, relativistic, wasserstein, hinge.'],
  ['augmentations', 'blur', 'Choose from: colour, translation, cutout.'],
  ['generatorWidths', '', 'Give at least 1.'],
  ['generatorWidths', '64,x', 'It has to be a number.'],
  ['flips', 'maybe', 'It has to be true or false.'],
])('says what is wrong with %s "%s"', (key, text, problem) => {
  const { key: known, kind } = field(key);
  expect(hyperParameterProblem(known, readHyperParameter({ kind }, text))).toBe(problem);
});
