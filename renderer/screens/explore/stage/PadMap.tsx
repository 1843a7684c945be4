import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { client } from '../../../client/studio.ts';
import { refKey } from '../../gallery/face-actions.ts';
import { type Exploration, movedTo, type PadAxes, recipeOf } from '../session/exploration.ts';
import type { Session } from '../session/session.ts';
import { mapPoints } from './pad-geometry.ts';
import classes from './stage.module.css';

interface Props {
  session: Session;
  exploration: Exploration;
  axes: PadAxes;
  reach: number;
}

/** The faces at regular places of the pad. They stay while one walks, and are drawn again when what they rest on changes. */
export function PadMap({ session: { from }, exploration, axes, reach }: Props) {
  const recipes = useMemo(
    () => mapPoints(reach).map((point) => recipeOf(movedTo(exploration, axes, point))),
    [exploration, axes, reach],
  );
  const { data, isPlaceholderData } = useQuery({
    queryKey: ['explore', 'map', refKey(from), recipes],
    queryFn: () => client.faces.draw({ from, recipes }),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  return (
    <div className={classes.map} data-stale={isPlaceholderData || undefined} data-testid="pad-map">
      {data?.pictures.map((picture, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a place of the map is its index
        <img
          key={index}
          src={picture}
          alt=""
          draggable={false}
          data-pixelated={data.size < 128 || undefined}
        />
      ))}
    </div>
  );
}
