import { expect, it } from 'vitest';
import { repeatedOption } from './arguments.ts';
import { readSetOptions } from './set-options.ts';

it('collects an option that is given several times, in either form', () => {
  const line = ['--set', 'batchSize=8', '--preset', 'draft-32', '--set=loss=hinge'];
  expect(repeatedOption(line, 'set')).toEqual(['batchSize=8', 'loss=hinge']);
});

it('reads hyper-parameters of every kind', () => {
  expect(
    readSetOptions([
      'batchSize=8',
      'generatorLearningRate=1e-3',
      'flips=false',
      'loss=hinge',
      'augmentations=colour,cutout',
      'generatorWidths=64,32,16',
    ]),
  ).toEqual({
    batchSize: 8,
    generatorLearningRate: 1e-3,
    flips: false,
    loss: 'hinge',
    augmentations: ['colour', 'cutout'],
    generatorWidths: [64, 32, 16],
  });
});

it.each([
  ['batchSise=8', 'Did you mean "batchSize"? Give KEY=VALUE with one of: batchSize, '],
  ['gamma=NaN', 'Did you mean "r1Gamma"? '],
  ['r1Gamma=NaN', 'It has to be a number.'],
  ['nonsense=1', 'Give KEY=VALUE with one of: batchSize, '],
  ['batchSize', 'Give KEY=VALUE'],
  ['batchSize=1', 'It has to be at least 2.'],
  ['batchSize=', 'It has to be a number.'],
  ['loss=best', 'Choose from: non-saturating'],
])('refuses %s and says what would do', (setting, next) => {
  expect(() => readSetOptions([setting])).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT', data: { next: expect.stringContaining(next) } }),
  );
});
