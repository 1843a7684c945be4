import { Button, Group } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { UnfinishedImport } from '../../../main/contract/datasets/datasets.ts';
import { studio } from '../../client/studio.ts';
import { formatCount } from '../../format.ts';
import classes from './datasets.module.css';
import { discardImport, resumeImport } from './import-actions.ts';

/** Imports that were cancelled or cut off, and can go on. */
export function UnfinishedImports() {
  const waiting = useQuery(studio.imports.unfinished.queryOptions()).data ?? [];
  if (waiting.length === 0) return null;
  return (
    <ul className={classes.unfinished} aria-label="Unfinished imports">
      {waiting.map((unfinished) => (
        <Row key={unfinished.id} unfinished={unfinished} />
      ))}
    </ul>
  );
}

function Row({ unfinished }: { unfinished: UnfinishedImport }) {
  const { name, done, total } = unfinished;
  const resume = useMutation({ mutationFn: () => resumeImport(unfinished) });
  const discard = useMutation({ mutationFn: () => discardImport(unfinished) });
  return (
    <li>
      <span>
        The import of <strong>{name}</strong> ended after {formatCount(done)}
        {total === undefined ? '' : ` of ${formatCount(total)}`} pictures. Nothing is lost.
      </span>
      <Group gap="xs" ml="auto" wrap="nowrap">
        <Button
          size="compact-xs"
          variant="default"
          loading={discard.isPending}
          onClick={() => discard.mutate()}
        >
          Discard
        </Button>
        <Button size="compact-xs" loading={resume.isPending} onClick={() => resume.mutate()}>
          Resume
        </Button>
      </Group>
    </li>
  );
}
