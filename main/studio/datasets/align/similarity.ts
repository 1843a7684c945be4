import type { FoundFace } from '../../../protocol/faces.ts';

/** A square of a picture, tilted: its centre, its side in pixels and its angle (clockwise as one looks at it). */
export interface TiltedSquare {
  centreX: number;
  centreY: number;
  side: number;
  radians: number;
}

/** Distance between the eyes, and height of the line through them, as parts of the square's side. */
export const eyeDistance = 1 / 3;
export const eyeHeight = 0.42;

/**
 * In a face turned away the eyes come close together; from there on the distance from eyes to mouth sets the scale. It is
 * about 1.07 of the distance between the eyes in frontal faces (measured on 150 photos; their 90th percentile: 1.19).
 */
const mouthShare = 0.8;

/** The square of a face in which the eyes are level, at a constant distance and height. */
export function faceSquare({
  leftEye,
  rightEye,
  mouth,
}: Pick<FoundFace, 'leftEye' | 'rightEye' | 'mouth'>): TiltedSquare {
  const eyes = { x: (leftEye.x + rightEye.x) / 2, y: (leftEye.y + rightEye.y) / 2 };
  const radians = Math.atan2(rightEye.y - leftEye.y, rightEye.x - leftEye.x);
  const apart = Math.hypot(rightEye.x - leftEye.x, rightEye.y - leftEye.y);
  const toMouth = Math.hypot(mouth.x - eyes.x, mouth.y - eyes.y);
  const side = Math.max(apart, toMouth * mouthShare) / eyeDistance;
  // From the eyes down to the centre, along the tilted face.
  const down = (0.5 - eyeHeight) * side;
  return {
    centreX: eyes.x - Math.sin(radians) * down,
    centreY: eyes.y + Math.cos(radians) * down,
    side,
    radians,
  };
}

/** Top left, top right, bottom right, bottom left. */
export function corners({ centreX, centreY, side, radians }: TiltedSquare): { x: number; y: number }[] {
  const cos = (Math.cos(radians) * side) / 2;
  const sin = (Math.sin(radians) * side) / 2;
  return [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([u, v]) => ({ x: centreX + u * cos - v * sin, y: centreY + u * sin + v * cos }));
}

/** The same square in a picture that is `factor` times as large. */
export const scaledSquare = (square: TiltedSquare, factor: number): TiltedSquare => ({
  ...square,
  centreX: square.centreX * factor,
  centreY: square.centreY * factor,
  side: square.side * factor,
});

/** Part of the square that lies beyond a picture of `width`×`height`, 0–1, sampled at 32×32 points. */
export function partOutside(square: TiltedSquare, width: number, height: number): number {
  const samples = 32;
  const cos = Math.cos(square.radians) * square.side;
  const sin = Math.sin(square.radians) * square.side;
  let outside = 0;
  for (let row = 0; row < samples; row++) {
    for (let column = 0; column < samples; column++) {
      const u = (column + 0.5) / samples - 0.5;
      const v = (row + 0.5) / samples - 0.5;
      const x = square.centreX + u * cos - v * sin;
      const y = square.centreY + u * sin + v * cos;
      if (x < 0 || y < 0 || x > width || y > height) outside += 1;
    }
  }
  return outside / samples ** 2;
}
