import { randomStream } from '../../protocol/random.ts';
import type { Features } from '../metrics/features.ts';

/** Rows from a normal distribution: `mean` and standard deviation `scale` of each feature by its number. */
export function gaussianFeatures(
  name: string,
  count: number,
  size: number,
  {
    scale = () => 1,
    mean = () => 0,
  }: { scale?(feature: number): number; mean?(feature: number): number } = {},
): Features {
  const values = randomStream(3, name, 0).fillNormal(new Float32Array(count * size));
  for (let i = 0; i < values.length; i++) values[i] = values[i] * scale(i % size) + mean(i % size);
  return { count, size, values };
}
