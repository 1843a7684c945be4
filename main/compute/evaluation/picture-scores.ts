import type { PictureScores, Score } from '../../contract/scores/scores.ts';
import type { PixelBatch } from '../../protocol/pixels.ts';
import { randomStream } from '../../protocol/random.ts';
import { meanInterval, randomRows } from '../metrics/half-samples.ts';
import { fewestHeldOut } from '../metrics/memorisation.ts';
import { msSsim } from '../metrics/ms-ssim.ts';
import type { Nearest } from '../metrics/nearest.ts';
import { psnr } from '../metrics/psnr.ts';
import { ssim } from '../metrics/ssim.ts';
import type { PixelSource } from '../training/data/data.ts';
import { greyPicture, pictureBytes } from './picture-rows.ts';

/** Mean MS-SSIM of pairs of different pictures; each picture is in one pair only. */
export function scoreDiversity(fakes: PixelBatch, real?: { others: PixelBatch; blurred: PixelBatch }): Score {
  const { value, low, high, n } = pairSimilarity(fakes);
  const context = real && {
    floor: pairSimilarity(real.others).value,
    anchor: pairSimilarity(real.blurred).value,
  };
  return { value, low, high, n, resizer: unscaled, ...context };
}

/** Pairs whose likeness is averaged: their mean is then right to about 0.01. */
const mostPairs = 200;
/** Sizes are as they are: no picture is scaled. */
const unscaled = 'none';

function pairSimilarity(pictures: PixelBatch) {
  const pairs = Math.min(mostPairs, Math.floor(pictures.count / 2));
  const rows = randomRows(pictures.count, 2 * pairs, randomStream(0, 'pairs', 0));
  const values = Array.from({ length: pairs }, (_, i) =>
    msSsim(greyPicture(pictures, rows[2 * i]), greyPicture(pictures, rows[2 * i + 1])),
  );
  return { ...meanInterval(values), n: pairs };
}

/** Pictures and the training pictures nearest to each. */
export interface WithNearest {
  pictures: PixelBatch;
  nearest: readonly Nearest[];
}

/** How alike pictures are to their nearest training picture; for held-out and blurred held-out ones as well. */
export function scoreLikeness(
  source: PixelSource,
  fakes: WithNearest,
  heldOut: WithNearest,
  blurred: WithNearest,
): Pick<PictureScores, 'ssim' | 'psnr'> {
  const score = (compare: (pictures: PixelBatch, row: number, nearest: PixelBatch) => number): Score => {
    const over = ({ pictures, nearest }: WithNearest) =>
      meanInterval(nearest.map(({ rows }, i) => compare(pictures, i, source.batch([rows[0]]))));
    const context =
      heldOut.nearest.length < fewestHeldOut
        ? {}
        : { floor: over(heldOut).value, anchor: over(blurred).value };
    return { ...over(fakes), n: fakes.nearest.length, resizer: unscaled, ...context };
  };
  return {
    ssim: score((pictures, row, nearest) => ssim(greyPicture(pictures, row), greyPicture(nearest, 0))),
    psnr: score((pictures, row, nearest) =>
      Math.min(mostPsnr, psnr(pictureBytes(pictures, row), nearest.data)),
    ),
  };
}

/** Equal pictures have no finite PSNR; bytes that differ by half a step on average have about this. */
const mostPsnr = 60;
