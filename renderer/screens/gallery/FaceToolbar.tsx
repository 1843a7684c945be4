import { Checkbox, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Selection } from '../../components/selection.ts';
import { formatCount } from '../../format.ts';
import classes from './gallery.module.css';

interface Props<Id> {
  /** Switches between new and saved faces. */
  which: ReactNode;
  total: number;
  selection: Selection<Id>;
  /** What can be done with the chosen faces. */
  children: ReactNode;
}

/** Which faces are shown, how many of them are chosen, and what can be done with those. */
export function FaceToolbar<Id>({ which, total, selection, children }: Props<Id>) {
  const chosen = selection.ids.size;
  return (
    <div className={classes.toolbar}>
      {which}
      <Checkbox
        label={chosen > 0 ? `${formatCount(chosen)} selected` : 'Select all'}
        checked={chosen > 0 && chosen === total}
        indeterminate={chosen > 0 && chosen < total}
        onChange={() => (chosen > 0 ? selection.clear() : selection.selectAll())}
        disabled={total === 0}
      />
      <Group gap="xs" ml="auto" wrap="nowrap">
        {children}
      </Group>
    </div>
  );
}
