import type { Upscaler } from '../../contract/faces/picture-export.ts';
import type { Pixels } from './pixels.ts';

/**
 * Enlarges a picture by a whole number. sharp is not asked: libvips enlarges with a bicubic kernel, whichever is named.
 * Costs about 12 multiplications for each value of the result.
 */
export function enlarge(pixels: Pixels, scale: number, upscaler: Upscaler): Pixels {
  if (scale === 1) return pixels;
  return upscaler === 'nearest' ? repeatPixels(pixels, scale) : lanczos(pixels, scale);
}

function repeatPixels({ data, width, height, channels }: Pixels, scale: number): Pixels {
  const rowBytes = width * scale * channels;
  const enlarged = new Uint8Array(rowBytes * height * scale);
  for (let y = 0; y < height; y++) {
    const start = y * scale * rowBytes;
    for (let x = 0; x < width * scale; x++) {
      const from = (y * width + Math.floor(x / scale)) * channels;
      for (let c = 0; c < channels; c++) enlarged[start + x * channels + c] = data[from + c];
    }
    for (let copy = 1; copy < scale; copy++)
      enlarged.copyWithin(start + copy * rowBytes, start, start + rowBytes);
  }
  return { data: enlarged, width: width * scale, height: height * scale, channels };
}

/** Rows first, then columns (Duchon, Lanczos Filtering in One and Two Dimensions, 1979). */
function lanczos({ data, width, height, channels }: Pixels, scale: number): Pixels {
  const wide = new Float32Array(width * scale * height * channels);
  const columns = tapsOf(width, scale);
  for (let y = 0; y < height; y++) {
    for (const [x, taps] of columns.entries()) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let t = 0; t < taps.weights.length; t++)
          sum += taps.weights[t] * data[(y * width + taps.first + t) * channels + c];
        wide[(y * width * scale + x) * channels + c] = sum;
      }
    }
  }
  const rowLength = width * scale * channels;
  // Rounds, and cuts off what overshoots beside hard edges.
  const enlarged = new Uint8ClampedArray(rowLength * height * scale);
  for (const [y, taps] of tapsOf(height, scale).entries()) {
    for (let i = 0; i < rowLength; i++) {
      let sum = 0;
      for (let t = 0; t < taps.weights.length; t++)
        sum += taps.weights[t] * wide[(taps.first + t) * rowLength + i];
      enlarged[y * rowLength + i] = sum;
    }
  }
  return { data: new Uint8Array(enlarged.buffer), width: width * scale, height: height * scale, channels };
}

interface Taps {
  /** The first source pixel that counts. */
  first: number;
  /** Of it and those after it; they add up to 1, also at the edges, where some are missing. */
  weights: Float64Array;
}

/** Lobes of the Lanczos kernel: how many source pixels at each side of a place count. */
const lobes = 3;

/** What each place along an enlarged side is made of. */
function tapsOf(length: number, scale: number): Taps[] {
  return Array.from({ length: length * scale }, (_, place) => {
    const centre = (place + 0.5) / scale - 0.5;
    const first = Math.max(0, Math.floor(centre) - lobes + 1);
    const last = Math.min(length - 1, Math.floor(centre) + lobes);
    const weights = Float64Array.from({ length: last - first + 1 }, (_, t) => kernel(centre - first - t));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: weights.map((weight) => weight / total) };
  });
}

/** sinc(x) · sinc(x / 3) within three pixels. */
function kernel(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= lobes) return 0;
  const angle = Math.PI * x;
  return (lobes * Math.sin(angle) * Math.sin(angle / lobes)) / angle ** 2;
}
