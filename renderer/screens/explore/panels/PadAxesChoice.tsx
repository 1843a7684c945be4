import { Select } from '@mantine/core';
import { DirectionId } from '../../../../main/contract/ids.ts';
import { type Direction, DirectionMethod } from '../../../../main/contract/latents/directions.ts';
import { useValueStore } from '../../../client/value-store.ts';
import { withAxis } from '../session/exploration.ts';
import type { Session } from '../session/session.ts';
import classes from './panels.module.css';

/** Whether the pad walks along random directions, or along two of those that were found. */
export function PadAxesChoice({
  session: { axes },
  directions,
}: {
  session: Session;
  directions: readonly Direction[];
}) {
  const chosen = useValueStore(axes);
  const choose = (axis: 'x' | 'y', value: string | null) => {
    const id = DirectionId.safeParse(value).data;
    const spare = directions.find((direction) => direction.id !== id)?.id;
    if (value === randomAxes || id === undefined || spare === undefined) axes.set({ kind: 'random' });
    else axes.set(withAxis(chosen, axis, id, spare));
  };
  const selectOf = (axis: 'x' | 'y', label: string) => {
    const other = chosen.kind === 'directions' ? chosen[axis === 'x' ? 'y' : 'x'] : undefined;
    const group = (method: DirectionMethod) => ({
      group: methodNames[method],
      items: directions
        .filter((direction) => direction.method === method)
        .map(({ id, name }) => ({ value: id, label: name, disabled: id === other })),
    });
    return (
      <Select
        label={label}
        data={[
          { value: randomAxes, label: 'Random' },
          ...DirectionMethod.options.map(group).filter(({ items }) => items.length > 0),
        ]}
        value={chosen.kind === 'random' ? randomAxes : chosen[axis]}
        onChange={(value) => choose(axis, value)}
      />
    );
  };
  return (
    <div className={classes.choices}>
      {selectOf('x', 'Map across')}
      {selectOf('y', 'Map up')}
    </div>
  );
}

const randomAxes = 'random';
const methodNames: Readonly<Record<DirectionMethod, string>> = { pca: 'PCA', sefa: 'SeFa' };
