import fc from 'fast-check';
import { expect, it } from 'vitest';
import { enlarge } from './enlarge.ts';
import type { Pixels } from './pixels.ts';

const pictures = fc
  .record({
    width: fc.integer({ min: 1, max: 9 }),
    height: fc.integer({ min: 1, max: 9 }),
    channels: fc.constantFrom(1 as const, 3 as const),
  })
  .chain((shape) => {
    const length = shape.width * shape.height * shape.channels;
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((data): Pixels => ({ ...shape, data }));
  });
const scales = fc.integer({ min: 1, max: 5 });

it('repeats pixels', () => {
  fc.assert(
    fc.property(pictures, scales, (picture, scale) => {
      const large = enlarge(picture, scale, 'nearest');
      expect([large.width, large.height]).toEqual([picture.width * scale, picture.height * scale]);
      for (let y = 0; y < large.height; y++) {
        for (let x = 0; x < large.width * picture.channels; x++) {
          const [column, channel] = [Math.floor(x / picture.channels), x % picture.channels];
          const from = Math.floor(y / scale) * picture.width + Math.floor(column / scale);
          expect(large.data[y * large.width * picture.channels + x]).toBe(
            picture.data[from * picture.channels + channel],
          );
        }
      }
    }),
    { numRuns: 30 },
  );
});

it('interpolates by the closed form of the Lanczos kernel in two dimensions', () => {
  const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
  const weight = (x: number) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0);
  fc.assert(
    fc.property(pictures, scales, ({ data, width, height, channels }, scale) => {
      const large = enlarge({ data, width, height, channels }, scale, 'lanczos');
      for (let i = 0; i < large.data.length; i++) {
        const [place, channel] = [Math.floor(i / channels), i % channels];
        const centreX = ((place % large.width) + 0.5) / scale - 0.5;
        const centreY = (Math.floor(place / large.width) + 0.5) / scale - 0.5;
        let [sum, total] = [0, 0];
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const each = weight(centreX - x) * weight(centreY - y);
            total += each;
            sum += each * data[(y * width + x) * channels + channel];
          }
        }
        const expected = Math.min(255, Math.max(0, sum / total));
        expect(Math.abs(large.data[i] - expected)).toBeLessThanOrEqual(0.501);
      }
    }),
    { numRuns: 30 },
  );
});
