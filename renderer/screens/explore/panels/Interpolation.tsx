import { SegmentedControl } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { LatentOrigin } from '../../../../main/contract/latents/recipe.ts';
import { HelpMark } from '../../../help/HelpMark.tsx';
import type { PinName, Pins } from '../session/pinned.ts';
import { showCombined } from '../session/pins.ts';
import type { Session } from '../session/session.ts';
import { useDrawn } from '../session/use-drawn.ts';
import { FaceButton } from './FaceButton.tsx';
import classes from './panels.module.css';

const methods = {
  slerp: { label: 'Slerp', hint: 'Along the sphere of latents, among faces as chance draws them' },
  lerp: { label: 'Lerp', hint: 'In a straight line, which cuts nearer to the mean face' },
} as const;
type Method = keyof typeof methods;

/** Faces on the way from one pin to another. */
export function Interpolation({ session, pins }: { session: Session; pins: Pins }) {
  const [method, setMethod] = useState<Method>('slerp');
  const [pair, setPair] = useState('A–B');
  const [from, to] = pairs.find((names) => names.join('–') === pair) ?? ['A', 'B'];
  const [a, b] = [pins[from], pins[to]];
  const origins = useMemo(
    (): LatentOrigin[] =>
      a && b
        ? Array.from({ length: frames }, (_, i) => ({
            ...{ kind: 'between', a, b, t: i / (frames - 1), method },
          }))
        : [],
    [a, b, method],
  );
  const recipes = useMemo(
    () => origins.map((origin) => ({ origin, edits: [], mix: [], truncation: 1 })),
    [origins],
  );
  const { data } = useDrawn(session.from, recipes);
  const show = useMutation({
    mutationFn: ({ origin, label }: { origin: LatentOrigin; label: string }) =>
      showCombined(session, origin, label),
  });
  return (
    <section className={classes.block} aria-label="Interpolation">
      <h3>
        Between pins <HelpMark topic="slerp" />
      </h3>
      <div className={classes.choices}>
        <SegmentedControl
          aria-label="Between which pins"
          value={pair}
          onChange={setPair}
          data={pairs.map((names) => names.join('–'))}
        />
        <SegmentedControl
          aria-label="Method of interpolation"
          value={method}
          onChange={(value) => isMethod(value) && setMethod(value)}
          data={Object.entries(methods).map(([value, { label }]) => ({ value, label }))}
        />
      </div>
      {origins.length === 0 ? (
        <p className={classes.hint}>
          Pin two faces, {from} and {to}, to see the faces on the way from one to the other.
        </p>
      ) : (
        <>
          <ul className={classes.strip} aria-label={`Faces from ${from} to ${to}`}>
            {origins.map((origin, index) => {
              const label = `${Math.round((index / (frames - 1)) * 100)} % ${from}–${to}`;
              return (
                <li key={label}>
                  <FaceButton
                    label={`Show ${label}`}
                    picture={data?.pictures[index]}
                    size={data?.size}
                    onPress={() => show.mutate({ origin, label })}
                  />
                </li>
              );
            })}
          </ul>
          <p className={classes.hint}>{methods[method].hint}.</p>
        </>
      )}
    </section>
  );
}

/** Faces of the strip, both ends among them. */
const frames = 10;

const isMethod = (value: string): value is Method => value in methods;

const pairs: readonly (readonly [PinName, PinName])[] = [
  ['A', 'B'],
  ['B', 'C'],
  ['A', 'C'],
];
