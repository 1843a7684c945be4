import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { LatentOrigin } from '../../../../main/contract/latents/recipe.ts';
import type { Pins } from '../session/pinned.ts';
import { showCombined } from '../session/pins.ts';
import type { Session } from '../session/session.ts';
import { useDrawn } from '../session/use-drawn.ts';
import { FaceButton } from './FaceButton.tsx';
import classes from './panels.module.css';

/** A − B + C: what A has and B lacks, given to C. */
export function Arithmetic({ session, pins: { A, B, C } }: { session: Session; pins: Pins }) {
  const origin = useMemo(
    (): LatentOrigin | undefined => (A && B && C ? { kind: 'arithmetic', a: A, b: B, c: C } : undefined),
    [A, B, C],
  );
  const recipes = useMemo(() => (origin ? [{ origin, edits: [], mix: [], truncation: 1 }] : []), [origin]);
  const { data } = useDrawn(session.from, recipes);
  const show = useMutation({ mutationFn: (sum: LatentOrigin) => showCombined(session, sum, 'A − B + C') });
  return (
    <section className={classes.block} aria-label="Arithmetic">
      <h3>A − B + C</h3>
      {origin ? (
        <div className={classes.sum}>
          <FaceButton
            label="Show A − B + C"
            picture={data?.pictures[0]}
            size={data?.size}
            onPress={() => show.mutate(origin)}
          />
          <p className={classes.hint}>What A has and B lacks, given to C. Press the face to go on from it.</p>
        </div>
      ) : (
        <p className={classes.hint}>Pin three faces: what A has and B lacks is then given to C.</p>
      )}
    </section>
  );
}
