import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomStream } from '../../protocol/random.ts';

/** Grey value at a point of the unit square. */
export type Paint = (x: number, y: number) => number;

/** A bright disc of random place, size and brightness on grey. */
export function disc(i: number): Paint {
  const random = randomStream(3, 'disc', i);
  const [cx, cy] = [0.25 + random.uniform() / 2, 0.25 + random.uniform() / 2];
  const [radius, level] = [0.12 + random.uniform() / 5, 130 + 125 * random.uniform()];
  return (x, y) => (Math.hypot(x - cx, y - cy) < radius ? level : 60);
}

/** Sixteen squares of random grey: easy to draw, and no two alike, so that they can be told apart by memory only. */
export function squares(i: number): Paint {
  const random = randomStream(4, 'squares', i);
  const levels = Array.from({ length: 16 }, () => 40 + 180 * random.uniform());
  return (x, y) => levels[4 * Math.floor(4 * y) + Math.floor(4 * x)];
}

export interface PaintedPictures {
  count: number;
  /** The last of them. */
  heldOut: number;
  paint(i: number): Paint;
}

/** Writes a pixel cache of grey pictures into a folder; returns its file. */
export function writePaintedPictures(
  folder: string,
  size: number,
  { count, heldOut, paint }: PaintedPictures,
): string {
  const data = new Uint8Array(count * size * size);
  for (let i = 0; i < count; i++) {
    const at = paint(i);
    for (let pixel = 0; pixel < size * size; pixel++)
      data[i * size * size + pixel] = at((pixel % size) / size, Math.floor(pixel / size) / size);
  }
  const header = { schemaVersion: 2, count, heldOut, size, channels: 1, version: 'test' };
  writeFileSync(join(folder, 'p.u8'), data);
  writeFileSync(join(folder, 'p.json'), JSON.stringify(header));
  return join(folder, 'p.u8');
}
