import type { Pixels } from '../../pictures/pixels.ts';

/** A grey picture as floats, 0–255, row-major. */
export interface Luminance {
  width: number;
  height: number;
  data: Float32Array;
}

/** Rec. 601 luma; with a `factor`, means of whole blocks of that many pixels a side, what is left over being dropped. */
export function luminance({ width, height, channels, data }: Pixels, factor = 1): Luminance {
  const [newWidth, newHeight] = [Math.floor(width / factor), Math.floor(height / factor)];
  const luma = new Float32Array(newWidth * newHeight);
  const share = 1 / factor ** 2;
  const weights = channels === 1 ? [share] : [0.299 * share, 0.587 * share, 0.114 * share];
  for (let y = 0; y < newHeight * factor; y++) {
    const row = Math.floor(y / factor) * newWidth;
    let from = y * width * channels;
    for (let column = 0; column < newWidth; column++) {
      let sum = 0;
      for (let i = 0; i < factor; i++) {
        for (let c = 0; c < channels; c++) sum += weights[c] * data[from++];
      }
      luma[row + column] += sum;
    }
  }
  return { width: newWidth, height: newHeight, data: luma };
}

/** Pictures are compared at this size, so that a number means the same for all; smaller ones are taken as they are. */
const comparedSide = 128;

/** The picture as it is measured and compared: its luminance, at most 128 pixels a side. */
export function comparable(pixels: Pixels): Luminance {
  const factor = Math.max(1, Math.floor(Math.min(pixels.width, pixels.height) / comparedSide));
  const luma = luminance(pixels, factor);
  return areaResize(luma, Math.min(comparedSide, luma.width), Math.min(comparedSide, luma.height));
}

/** Area average: each new pixel is the mean of the part of the picture that it covers. May also enlarge. */
export function areaResize(picture: Luminance, newWidth: number, newHeight: number): Luminance {
  const { width, height, data } = picture;
  if (width === newWidth && height === newHeight) return picture;
  const columns = spans(width, newWidth);
  const narrow = new Float32Array(newWidth * height);
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < columns.weights.length; i++) {
      narrow[y * newWidth + columns.targets[i]] += columns.weights[i] * data[y * width + columns.sources[i]];
    }
  }
  const rows = spans(height, newHeight);
  const resized = new Float32Array(newWidth * newHeight);
  for (let i = 0; i < rows.weights.length; i++) {
    const [to, from, weight] = [rows.targets[i] * newWidth, rows.sources[i] * newWidth, rows.weights[i]];
    for (let x = 0; x < newWidth; x++) resized[to + x] += weight * narrow[from + x];
  }
  return { width: newWidth, height: newHeight, data: resized };
}

/** Which old pixels make up which new ones, and by how much, along one side; flat, because it is read for every row. */
function spans(length: number, newLength: number) {
  const [targets, sources, weights]: number[][] = [[], [], []];
  const step = length / newLength;
  for (let target = 0; target < newLength; target++) {
    const [from, to] = [target * step, (target + 1) * step];
    for (let source = Math.floor(from); source < Math.min(length, Math.ceil(to)); source++) {
      targets.push(target);
      sources.push(source);
      weights.push((Math.min(source + 1, to) - Math.max(source, from)) / step);
    }
  }
  return {
    targets: Uint32Array.from(targets),
    sources: Uint32Array.from(sources),
    weights: Float32Array.from(weights),
  };
}
