import { Select } from '@mantine/core';
import { type GeneratorRef, generatorKey, parseGeneratorKey } from '../../main/contract/generators.ts';
import type { Generator } from './generators.ts';

interface Props {
  generators: readonly Generator[];
  chosen: Generator;
  /** Told the generator; undefined where the choice was taken back. */
  onChoose: (ref: GeneratorRef | undefined) => void;
}

/** Which model or run draws. */
export function GeneratorSelect({ generators, chosen, onChoose }: Props) {
  const group = (kind: 'model' | 'run', label: string) => ({
    group: label,
    items: generators
      .filter(({ ref }) => ref.kind === kind)
      .map(({ ref, name }) => ({ value: generatorKey(ref), label: name })),
  });
  return (
    <Select
      label="Model or run"
      data={[group('model', 'Models'), group('run', 'Runs')].filter(({ items }) => items.length > 0)}
      value={generatorKey(chosen.ref)}
      // The field is as wide as its panel; the list takes what its names need.
      title={chosen.name}
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
      styles={{ dropdown: { minWidth: 200, maxWidth: 'min(480px, 90vw)' } }}
      onChange={(value) => onChoose(parseGeneratorKey(value ?? ''))}
    />
  );
}
