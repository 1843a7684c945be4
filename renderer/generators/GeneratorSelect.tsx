import { Select } from '@mantine/core';
import { refKey } from './generator-key.ts';
import type { Generator } from './generators.ts';

interface Props {
  generators: readonly Generator[];
  chosen: Generator;
  /** Told the key of a generator; undefined where the choice was taken back. */
  onChoose: (key: string | undefined) => void;
}

/** Which model or run draws. */
export function GeneratorSelect({ generators, chosen, onChoose }: Props) {
  const group = (kind: 'model' | 'run', label: string) => ({
    group: label,
    items: generators
      .filter(({ ref }) => ref.kind === kind)
      .map(({ ref, name }) => ({ value: refKey(ref), label: name })),
  });
  return (
    <Select
      label="Model or run"
      data={[group('model', 'Models'), group('run', 'Runs')].filter(({ items }) => items.length > 0)}
      value={refKey(chosen.ref)}
      onChange={(value) => onChoose(value ?? undefined)}
    />
  );
}
