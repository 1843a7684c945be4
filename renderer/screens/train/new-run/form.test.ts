import { expect, test } from 'vitest';
import { DatasetId, ModelId } from '../../../../main/contract/ids.ts';
import type { PresetSummary } from '../../../../main/contract/runs/runs.ts';
import type { Generator } from '../../../generators/generators.ts';
import { chosenLength, chosenSize, emptyForm, toPreviewInput, toStartInput } from './form.ts';

const preset: PresetSummary = {
  id: 'draft-32',
  title: 'Draft',
  summary: '',
  resolution: 32,
  sides: [32, 64],
  channels: 'auto',
  parametersMillions: 1,
  reaches: { roughKimg: 12, goodKimg: 120 },
};
const dataset = { id: DatasetId.parse('faces') };
const empty = emptyForm(undefined);

test('an untouched form starts the preset for the length that is offered', () => {
  expect(toStartInput({ form: empty, dataset, preset })).toEqual({
    datasetId: 'faces',
    preset: 'draft-32',
    engine: 'auto',
    seed: 42,
    deterministic: false,
    tensorBoard: false,
    maxMinutes: 10,
  });
});

test('a length counts in its own unit only', () => {
  const form = { ...empty, lengthUnit: 'kimg' as const, length: 7, name: '  First ' };
  expect(chosenLength(form, preset)).toEqual({ kimg: 7 });
  const input = toStartInput({ form, dataset, preset });
  expect(input).toMatchObject({ maxKimg: 7, name: 'First' });
  expect(input).not.toHaveProperty('maxMinutes');
});

test('times of day are the next ones, and the end comes after the start', () => {
  const form = { ...empty, startAt: '22:00', stopAt: '07:00', stopBelowKid: 0.02 };
  const input = toStartInput({ form, dataset, preset }, new Date('2026-06-01T12:00'));
  expect(input).toMatchObject({
    stopBelowKid: 0.02,
    schedule: {
      startAt: new Date('2026-06-01T22:00').toISOString(),
      stopAt: new Date('2026-06-02T07:00').toISOString(),
    },
  });
});

test('a run that starts from a model takes its size, or twice that', () => {
  const start: Generator = {
    ref: { kind: 'model', id: ModelId.parse('first') },
    ...{ name: 'First', datasetName: 'Faces', preset: 'draft-32', resolution: 32, channels: 3, nimg: 1000 },
  };
  const form = { ...empty, expert: { freezeLayers: '2' } };
  const same = toStartInput({ form, dataset, preset, start });
  expect(same).toMatchObject({ startFrom: start.ref, hyperParameters: { freezeLayers: 2 } });
  expect(same).not.toHaveProperty('resolution');
  const grown = toStartInput({ form: { ...empty, isGrown: true }, dataset, preset, start });
  expect(grown).toMatchObject({ startFrom: start.ref, resolution: 64 });
  expect(grown).not.toHaveProperty('hyperParameters');
});

test('a size counts for runs from scratch whose networks can make it', () => {
  const at = (resolution: 28 | 32 | 64) => toStartInput({ form: { ...empty, resolution }, dataset, preset });
  expect(at(64)).toMatchObject({ resolution: 64 });
  expect(at(32)).not.toHaveProperty('resolution');
  expect(at(28)).not.toHaveProperty('resolution');
  expect(chosenSize({ resolution: 64 }, preset)).toBe(64);
  expect(chosenSize({ resolution: 28 }, preset)).toBe(32);
});

test('a preview leaves out what no config depends on', () => {
  const form = { ...empty, name: 'First', startAt: '22:00', hasTensorBoard: true };
  expect(toPreviewInput({ form, dataset, preset })).toEqual(toPreviewInput({ form: empty, dataset, preset }));
});
