import { Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type GeneratorRef, generatorKey, parseGeneratorKey } from '../../../main/contract/generators.ts';
import { studio } from '../../client/studio.ts';
import { formatKimg } from '../../format.ts';
import { compare } from '../../generators/compared.ts';
import { useCheckpoints } from './use-checkpoints.ts';

/** Adds a model, a run, or another checkpoint of a run that is compared already. */
export function AddSubject({ refs }: { refs: readonly GeneratorRef[] }) {
  const models = useQuery(studio.models.list.queryOptions()).data ?? [];
  const runs = useQuery(studio.runs.list.queryOptions()).data ?? [];
  const [search, setSearch] = useState('');
  const chosen = new Set(refs.map(generatorKey));
  const comparedRuns = runs.filter(({ id }) => refs.some((ref) => ref.kind === 'run' && ref.id === id));
  const checkpoints = useCheckpoints(comparedRuns.map(({ id }) => id));

  const group = (title: string, items: readonly { ref: GeneratorRef; label: string }[]) => ({
    group: title,
    items: items
      .map(({ ref, label }) => ({ value: generatorKey(ref), label }))
      .filter(({ value }) => !chosen.has(value)),
  });
  const groups = [
    group(
      'Models',
      models.map(({ id, name }) => ({ ref: { kind: 'model', id }, label: name })),
    ),
    group(
      'Runs',
      runs.map(({ id, name, nimg }) => ({
        ref: { kind: 'run', id },
        label: `${name} · ${formatKimg(nimg)}`,
      })),
    ),
    ...comparedRuns.map(({ id, name }, index) =>
      group(
        `Checkpoints of ${name}`,
        (checkpoints[index] ?? []).map((each) => ({
          ref: { kind: 'run', id, checkpoint: each.name },
          label: `${name} · ${formatKimg(each.nimg)}`,
        })),
      ),
    ),
  ].filter(({ items }) => items.length > 0);

  return (
    <Select
      aria-label="Add a model or run"
      placeholder={groups.length > 0 || refs.length === 0 ? 'Add a model or run' : 'Everything is compared'}
      disabled={groups.length === 0}
      leftSection={<IconPlus size={14} />}
      searchable
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
      styles={{ dropdown: { minWidth: 200, maxWidth: 'min(480px, 90vw)' } }}
      data={groups}
      value={null}
      searchValue={search}
      onSearchChange={setSearch}
      nothingFoundMessage="No model or run of that name"
      onChange={(value) => {
        const ref = parseGeneratorKey(value ?? '');
        setSearch('');
        if (ref) compare([...refs, ref]);
      }}
    />
  );
}
