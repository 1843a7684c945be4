import type { PixelBatch } from '../../protocol/pixels.ts';
import { pixelRows } from '../metrics/embeddings/pixels.ts';
import { type Nearest, nearerTwo, nearestTwo } from '../metrics/nearest.ts';
import type { PixelSource } from '../training/data/data.ts';

/** How many training pictures `nearestKnown` looks through. */
export const knownCount = ({ trainedCount }: PixelSource): number => Math.min(trainedCount, mostKnown);

/** Training pictures that are looked through, evenly spread over a larger set; and how many at once. */
const mostKnown = 20_000;
const blockSize = 1000;

/** For each picture the two nearest training pictures by pixels, at 32 pixels; `rows` are rows of the source. */
export async function nearestKnown(
  source: PixelSource,
  pictures: PixelBatch,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<Nearest[]> {
  const queries = await pixelRows(pictures);
  const count = knownCount(source);
  const rows = Array.from({ length: count }, (_, i) => Math.floor((i * source.trainedCount) / count));
  let found: Nearest[] | undefined;
  for (let start = 0; start < count; start += blockSize) {
    const block = rows.slice(start, start + blockSize);
    const inBlock = nearestTwo(queries, await pixelRows(source.batch(block))).map(
      ({ rows: [first, second], distances }) => ({
        rows: [block[first], block[second] ?? block[first]] as [number, number],
        distances,
      }),
    );
    found = found?.map((nearest, i) => nearerTwo(nearest, inBlock[i])) ?? inBlock;
    onProgress(start + block.length, count);
  }
  return found ?? [];
}
