import type { Sheet } from '../../../../main/contract/compare/compare.ts';
import type { RunId } from '../../../../main/contract/ids.ts';
import type { Checkpoint, Run, Sample } from '../../../../main/contract/runs/runs.ts';
import { mediaPath } from '../../../../main/contract/system/media.ts';

/** One latent at one moment of a run: a cell of a picture of many. */
export interface Frame {
  nimg: number;
  src: string;
  columns: number;
  rows: number;
  /** True when a checkpoint drew it, false for a sample grid of the run. */
  isCheckpoint: boolean;
}

interface Given {
  id: RunId;
  config: Pick<Run['config'], 'seed' | 'gridColumns' | 'gridRows'>;
  /** Without the reals. */
  samples: readonly Sample[];
  /** Checkpoints that have been drawn, with what they drew. */
  drawn: readonly { checkpoint: Pick<Checkpoint, 'nimg'>; sheet: Sheet }[];
  latent: { seed: number; index: number };
}

/** A run's sample grids hold the first latents of its own seed. */
export const isInGrids = ({ config, latent }: Pick<Given, 'config' | 'latent'>): boolean =>
  latent.seed === config.seed && latent.index < config.gridColumns * config.gridRows;

/** A latent through a run, by images shown: drawn by its checkpoints, with its sample grids as steps between them. */
export function framesOf({ id, config, samples, drawn, latent }: Given): Frame[] {
  const { gridColumns: columns, gridRows: rows } = config;
  const frames = new Map<number, Frame>();
  if (isInGrids({ config, latent }))
    for (const { name, nimg } of samples)
      frames.set(nimg, { nimg, src: mediaPath.runSample(id, name), columns, rows, isCheckpoint: false });
  for (const { checkpoint, sheet } of drawn)
    frames.set(checkpoint.nimg, {
      nimg: checkpoint.nimg,
      src: mediaPath.sheet(sheet.id),
      columns: sheet.columns,
      rows: Math.ceil(sheet.count / sheet.columns),
      isCheckpoint: true,
    });
  return [...frames.values()].sort((a, b) => a.nimg - b.nimg);
}

/** What is seen at a place between frames: one below, the next over it in part. */
export function framesAt(
  frames: readonly Frame[],
  place: number,
): { below: Frame; over?: Frame; share: number } | undefined {
  const index = Math.min(frames.length - 1, Math.max(0, Math.floor(place)));
  const below = frames[index];
  if (!below) return undefined;
  const over = frames[index + 1];
  const share = Math.min(1, Math.max(0, place - index));
  return over && share > 0 ? { below, over, share } : { below, share: 0 };
}
