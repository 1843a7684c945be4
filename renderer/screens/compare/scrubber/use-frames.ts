import { useQueries, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type Run, realsName } from '../../../../main/contract/runs/runs.ts';
import { studio } from '../../../client/studio.ts';
import type { ChosenLatents } from '../faces/latents.ts';
import { useCheckpoints } from '../use-checkpoints.ts';
import { type Frame, framesOf } from './frames.ts';

interface FramesState {
  frames: readonly Frame[];
  /** True while checkpoints draw. */
  isDrawing: boolean;
  /** Frames that checkpoints drew. */
  checkpoints: number;
}

/** The frames of a latent: sample grids at once, checkpoints as they are drawn. */
export function useFrames({ id, config }: Run, { seed, count, chosen }: ChosenLatents): FramesState {
  const history = useQuery(studio.runs.history.queryOptions({ input: { id } })).data;
  const checkpoints = useCheckpoints([id])[0] ?? [];
  const sheets = useQueries({
    queries: checkpoints.map(({ name }) =>
      studio.compare.draw.queryOptions({
        input: { from: { kind: 'run', id, checkpoint: name }, seed, count },
      }),
    ),
  });
  const drawn = checkpoints.flatMap((checkpoint, index) => {
    const sheet = sheets[index]?.data;
    return sheet ? [{ checkpoint, sheet }] : [];
  });
  const samples = (history?.samples ?? []).filter(({ name }) => name !== realsName);
  const frames = framesOf({ id, config, samples, drawn, latent: { seed, index: chosen } });

  const sources = [...new Set(frames.map(({ src }) => src))].join(' ');
  useEffect(() => {
    // Pictures that the browser has already do not flicker while the slider moves.
    for (const src of sources.split(' ').filter(Boolean)) new Image().src = src;
  }, [sources]);

  return {
    frames,
    isDrawing: sheets.some(({ isPending }) => isPending),
    checkpoints: drawn.length,
  };
}
