import { expect, it } from 'vitest';
import { presets } from '../../presets/index.ts';
import { compareSettings } from './compare-settings.ts';

const draft = { ...presets['draft-32'].config, channels: 3 };
const found = (settings: ReturnType<typeof compareSettings>, key: string) =>
  settings.find((setting) => setting.key === key);

it('marks what is not the same in all, and only that', () => {
  const settings = compareSettings([draft, { ...draft, r1Gamma: 7, generatorWidths: [8, 4] }, draft]);
  const different = settings.filter(({ isDifferent }) => isDifferent).map(({ key }) => key);
  expect(different.sort()).toEqual(['generatorWidths', 'r1Gamma']);
  expect(found(settings, 'r1Gamma')).toMatchObject({
    title: 'γ of R1',
    values: [String(draft.r1Gamma), '7', String(draft.r1Gamma)],
  });
  expect(found(settings, 'generatorWidths')?.values[1]).toBe('8, 4');
});

it('leaves a place empty where a config has no such setting, and begins with what is chosen first', () => {
  const imported = { architecture: 'imported', resolution: 48, channels: 1, latentSize: 100, imported: {} };
  const settings = compareSettings([draft, imported]);
  expect(settings[0]).toMatchObject({ key: 'preset', values: ['draft-32', ''], isDifferent: true });
  expect(found(settings, 'channels')?.values).toEqual(['colour', 'grey']);
  expect(found(settings, 'batchSize')).toMatchObject({ values: [String(draft.batchSize), ''] });
  expect(found(settings, 'imported')).toBeUndefined();
});

it('has nothing to say of nothing', () => expect(compareSettings([])).toEqual([]));
