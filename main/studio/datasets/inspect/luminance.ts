import type { Pixels } from '../decode/pixels.ts';

/** A grey picture as floats, 0–255, row-major. */
export interface Luminance {
  width: number;
  height: number;
  data: Float32Array;
}

/** Rec. 601 luma. */
export function luminance({ width, height, channels, data }: Pixels): Luminance {
  const luma = new Float32Array(width * height);
  if (channels === 1) luma.set(data);
  else {
    for (let i = 0; i < luma.length; i++) {
      luma[i] = 0.299 * data[i * 3] + 0.587 * data[i * 3 + 1] + 0.114 * data[i * 3 + 2];
    }
  }
  return { width, height, data: luma };
}

/** Area average: each new pixel is the mean of the part of the picture that it covers. May also enlarge. */
export function areaResize(picture: Luminance, width: number, height: number): Luminance {
  const rows = resizeRows(picture.data, picture.width, picture.height, width);
  const columns = resizeRows(transpose(rows, width, picture.height), picture.height, width, height);
  return { width, height, data: transpose(columns, height, width) };
}

function resizeRows(data: Float32Array, width: number, height: number, newWidth: number): Float32Array {
  const resized = new Float32Array(newWidth * height);
  const step = width / newWidth;
  for (let x = 0; x < newWidth; x++) {
    const from = x * step;
    const to = (x + 1) * step;
    const last = Math.min(width - 1, Math.ceil(to) - 1);
    for (let source = Math.floor(from); source <= last; source++) {
      const weight = (Math.min(source + 1, to) - Math.max(source, from)) / step;
      for (let y = 0; y < height; y++) resized[y * newWidth + x] += weight * data[y * width + source];
    }
  }
  return resized;
}

function transpose(data: Float32Array, width: number, height: number): Float32Array {
  const turned = new Float32Array(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) turned[x * height + y] = data[y * width + x];
  return turned;
}
