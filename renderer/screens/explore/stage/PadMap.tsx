import { useMemo } from 'react';
import { type Exploration, movedTo, type PadAxes, recipeOf } from '../session/exploration.ts';
import type { Session } from '../session/session.ts';
import { useDrawn } from '../session/use-drawn.ts';
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
  const points = useMemo(() => mapPoints(reach), [reach]);
  const recipes = useMemo(
    () => points.map((point) => recipeOf(movedTo(exploration, axes, point))),
    [points, exploration, axes],
  );
  const { data, isPlaceholderData } = useDrawn(from, recipes);
  return (
    <div className={classes.map} data-stale={isPlaceholderData || undefined} data-testid="pad-map">
      {data &&
        points.map(({ x, y }, index) => (
          <img
            key={`${x} ${y}`}
            src={data.pictures[index]}
            alt=""
            draggable={false}
            data-pixelated={data.size < 128 || undefined}
          />
        ))}
    </div>
  );
}
