import type { ComparedSetting } from '../../contract/compare/compare.ts';
import { hyperParameterFields } from '../../contract/runs/hyper-parameter-fields.ts';

type Config = Readonly<Record<string, unknown>>;

/** Every setting that any of the configs has, side by side, with those marked that are not the same in all. */
export function compareSettings(configs: readonly Config[]): ComparedSetting[] {
  const fields = new Map<string, { title: string; unit?: string }>([
    ...Object.entries(otherTitles),
    ...hyperParameterFields.map((field) => [field.key, field] as const),
  ]);
  const present = new Set(configs.flatMap((config) => Object.keys(config)));
  const known = [...fields.keys()].filter((key) => present.has(key));
  const unknown = [...present].filter((key) => !fields.has(key));
  return [...known, ...unknown]
    .filter((key) => !leftOut.has(key))
    .map((key) => {
      const { title, unit } = fields.get(key) ?? { title: key };
      const values = configs.map((config) => describe(key, config[key]));
      const isDifferent = values.some((value) => value !== values[0]);
      return { key, title, ...(unit === undefined ? {} : { unit }), values, isDifferent };
    })
    .filter(({ values }) => values.some((value) => value !== ''));
}

/** What is not a hyper-parameter, in the order in which it is shown; the rest of a config follows. */
const otherTitles: Readonly<Record<string, { title: string; unit?: string }>> = {
  preset: { title: 'Preset' },
  architecture: { title: 'Networks' },
  resolution: { title: 'Side of the pictures', unit: 'pixels' },
  channels: { title: 'Colours' },
  latentSize: { title: 'Latent', unit: 'numbers' },
  seed: { title: 'Seed' },
  startedFrom: { title: 'Started from' },
  maxKimg: { title: 'Length', unit: 'kimg' },
  maxMinutes: { title: 'Length in time', unit: 'minutes' },
  skipExcitation: { title: 'Skip-layer excitation' },
  deterministic: { title: 'Exactly repeatable' },
  coachActs: { title: 'The coach may act' },
};

/** Says nothing about how pictures come about, or is far too long to be read. */
const leftOut = new Set(['schemaVersion', 'tensorBoard', 'imported', 'gridRows', 'gridColumns']);

function describe(key: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (key === 'channels') return value === 1 ? 'grey' : 'colour';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(String).join(', ');
  if (typeof value === 'object') return 'name' in value ? String(value.name) : JSON.stringify(value);
  return String(value);
}
