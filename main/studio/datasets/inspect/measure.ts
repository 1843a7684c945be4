import type { Luminance } from './luminance.ts';

export interface Measurements {
  /** Energy of curvature over that of slope, 0–8. */
  sharpness: number;
  /** 95th minus 5th percentile of the luminance, 0–1. */
  contrast: number;
}

/** Of a picture at the size at which pictures are compared. */
export const measure = (picture: Luminance): Measurements => ({
  sharpness: sharpness(picture),
  contrast: contrast(picture),
});

/**
 * Energy of the Laplacian (Subbarao et al. 1993) over the energy of the gradient: a blur takes the finest detail first,
 * while contrast and background change both alike.
 */
function sharpness({ width, height, data }: Luminance): number {
  let curvature = 0;
  let slope = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const left = data[i - 1];
      const right = data[i + 1];
      const up = data[i - width];
      const down = data[i + width];
      curvature += (left + right + up + down - 4 * data[i]) ** 2;
      slope += (right - left) ** 2 + (down - up) ** 2;
    }
  }
  return slope < 1e-6 ? 0 : curvature / slope;
}

function contrast({ data }: Luminance): number {
  const counts = new Uint32Array(256);
  for (let i = 0; i < data.length; i++) counts[Math.round(data[i])] += 1;
  const at = (share: number) => {
    let seen = 0;
    return counts.findIndex((count) => {
      seen += count;
      return seen > share * data.length;
    });
  };
  return (at(0.95) - at(0.05)) / 255;
}
