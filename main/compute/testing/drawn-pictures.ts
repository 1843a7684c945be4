import type { PixelBatch } from '../../protocol/pixels.ts';
import { randomStream } from '../../protocol/random.ts';

/** Simple pictures that differ in place, size and tone: an ellipse with two dots on a slope. */
export function drawnPictures(name: string, count: number, size = 32): PixelBatch {
  const random = randomStream(7, name, 0);
  const data = new Uint8Array(count * size * size);
  for (let picture = 0; picture < count; picture++) {
    const at = (low: number, high: number) => low + (high - low) * random.uniform();
    const [x, y, width, height] = [at(0.4, 0.6), at(0.4, 0.6), at(0.2, 0.4), at(0.25, 0.45)].map(
      (v) => v * size,
    );
    const [ground, slope, tone, dark] = [at(20, 120), at(-1.5, 1.5), at(130, 240), at(0, 80)];
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const [dx, dy] = [(column - x) / width, (row - y) / height];
        const isEye = Math.hypot(Math.abs(dx) - 0.45, dy + 0.25) < 0.22;
        const value = dx * dx + dy * dy < 1 ? (isEye ? dark : tone) : ground + slope * column;
        data[(picture * size + row) * size + column] = Math.max(0, Math.min(255, value));
      }
    }
  }
  return { count, size, channels: 1, data };
}
