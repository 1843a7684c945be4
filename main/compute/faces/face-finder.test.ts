import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FoundFace } from '../../protocol/faces.ts';
import { randomStream } from '../../protocol/random.ts';
import { loadEngine } from '../engines/index.ts';
import { type FaceFinder, loadFaceFinder } from './face-finder.ts';
import { embeddingSize, groupIdentities } from './identity-groups.ts';
import { cutRegion, type RgbPicture, tileRegions, wholeRegion } from './regions.ts';

/** A face drawn with a few shapes, 200 pixels wide; eyes at (70, 95) and (130, 95). */
const drawnFace = (skin: string) => `
  <rect width="200" height="240" fill="#8fa3b0"/>
  <ellipse cx="100" cy="95" rx="74" ry="88" fill="#3a2a20"/>
  <ellipse cx="100" cy="115" rx="60" ry="78" fill="${skin}"/>
  ${[70, 130]
    .map(
      (
        x,
      ) => `<ellipse cx="${x}" cy="95" rx="13" ry="7" fill="#fff"/><circle cx="${x}" cy="95" r="6" fill="#302018"/>
    <path d="M${x - 16} 80 q16 -9 32 0" stroke="#3a2a20" stroke-width="5" fill="none"/>`,
    )
    .join('')}
  <path d="M97 100 q-8 28 -6 34 q9 6 18 0" stroke="#a06a50" stroke-width="4" fill="none"/>
  <path d="M75 155 q25 16 50 0 q-25 7 -50 0" fill="#a03c3c" stroke="#802c2c" stroke-width="3"/>`;

async function render(shapes: string, width: number, height: number, degrees = 0): Promise<RgbPicture> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="#8fa3b0"/><g transform="rotate(${degrees} ${width / 2} ${height / 2})">${shapes}</g></svg>`;
  const { data, info } = await sharp(Buffer.from(svg))
    .removeAlpha()
    .blur(1.2)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

const at = (left: number, top: number, face: string) =>
  `<g transform="translate(${left} ${top})">${face}</g>`;
const skins = ['#e0b090', '#c68a62', '#f0c8ac', '#a56f4d'];

// The engine that is there on every machine; the other one is tried by the import's own test.
describe('the face finder', () => {
  let finder: FaceFinder;
  beforeAll(async () => {
    await loadEngine('wasm', 1);
    finder = await loadFaceFinder('wasm');
  });

  const near = (face: FoundFace, left: [number, number], right: [number, number], tolerance: number) => {
    for (const [point, [x, y]] of [
      [face.leftEye, left],
      [face.rightEye, right],
    ] as const) {
      expect(Math.hypot(point.x - x, point.y - y)).toBeLessThan(tolerance);
    }
  };

  it('finds the eyes of a face, upright and tilted', async () => {
    for (const degrees of [0, 20, -25]) {
      const [face] = await finder.find(await render(at(50, 30, drawnFace(skins[0])), 300, 300, degrees));
      const turned = (x: number, y: number): [number, number] => {
        const radians = (degrees * Math.PI) / 180;
        const [dx, dy] = [x + 50 - 150, y + 30 - 150];
        return [
          150 + dx * Math.cos(radians) - dy * Math.sin(radians),
          150 + dx * Math.sin(radians) + dy * Math.cos(radians),
        ];
      };
      near(face, turned(70, 95), turned(130, 95), 9);
      expect(Math.abs(face.roll - degrees)).toBeLessThan(5);
      expect(face.score).toBeGreaterThan(0.5);
      expect(Math.hypot(...face.embedding)).toBeCloseTo(1, 4);
    }
  });

  it('finds a face that lies on its side or stands on its head, and knows its way up', async () => {
    for (const turn of [90, 180, -90]) {
      const degrees = turn + 8;
      const [face, ...others] = await finder.find(
        await render(at(50, 30, drawnFace(skins[0])), 300, 300, degrees),
      );
      expect(others).toEqual([]);
      const turned = (x: number, y: number): [number, number] => {
        const radians = (degrees * Math.PI) / 180;
        const [dx, dy] = [x + 50 - 150, y + 30 - 150];
        return [
          150 + dx * Math.cos(radians) - dy * Math.sin(radians),
          150 + dx * Math.sin(radians) + dy * Math.cos(radians),
        ];
      };
      near(face, turned(70, 95), turned(130, 95), 9);
      const [mouthX, mouthY] = turned(100, 155);
      expect(Math.hypot(face.mouth.x - mouthX, face.mouth.y - mouthY)).toBeLessThan(15);
      expect(Math.abs(((face.roll - degrees + 540) % 360) - 180)).toBeLessThan(6);
      expect(face.score).toBeGreaterThan(0.5);
    }
  });

  it('finds a face that fills the whole picture', async () => {
    const [face] = await finder.find(await render(at(-25, -15, drawnFace(skins[1])), 150, 190));
    near(face, [45, 80], [105, 80], 9);
  });

  it('finds each of several faces once, small ones of a large picture too', async () => {
    const places = [
      [40, 60],
      [480, 90],
      [930, 380],
      [150, 520],
    ];
    const faces = places.map(([x, y], i) =>
      at(x, y, `<g transform="scale(0.55)">${drawnFace(skins[i])}</g>`),
    );
    const found = await finder.find(await render(faces.join(''), 1100, 800));
    expect(found).toHaveLength(4);
    for (const [x, y] of places) {
      const eye = { x: x + 70 * 0.55, y: y + 95 * 0.55 };
      expect(found.some(({ leftEye }) => Math.hypot(leftEye.x - eye.x, leftEye.y - eye.y) < 10)).toBe(true);
    }
  });

  it('finds everybody in a group whose faces are large', async () => {
    const places = [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => [30 + column * 330, 20 + row * 320]));
    const faces = places.map(([x, y], i) =>
      at(x, y, `<g transform="scale(1.3)">${drawnFace(skins[i % skins.length])}</g>`),
    );
    const found = await finder.find(await render(faces.join(''), 1000, 980));
    expect(found).toHaveLength(places.length);
    for (const [x, y] of places) {
      const eye = { x: x + 70 * 1.3, y: y + 95 * 1.3 };
      expect(found.some(({ leftEye }) => Math.hypot(leftEye.x - eye.x, leftEye.y - eye.y) < 15)).toBe(true);
    }
  });

  it('finds none where there is none', async () => {
    const random = randomStream(1, 'noise', 0);
    const noise = {
      width: 200,
      height: 200,
      data: Uint8Array.from({ length: 120_000 }, () => random.below(256)),
    };
    expect(await finder.find(noise)).toEqual([]);
    expect(await finder.find(await render('<circle cx="60" cy="60" r="40" fill="#cfc"/>', 200, 140))).toEqual(
      [],
    );
  });

  it('groups the faces of one person, and nobody else', async () => {
    const random = randomStream(2, 'people', 0);
    const normal = () =>
      Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
    const unit = (values: number[]) => {
      const length = Math.hypot(...values);
      return values.map((value) => value / length);
    };
    const person = unit(Array.from({ length: embeddingSize }, normal));
    const count = 150;
    const isThem = (i: number) => i % 5 === 0;
    const rows = Array.from({ length: count }, (_, i) => {
      const own = unit(Array.from({ length: embeddingSize }, normal));
      return isThem(i) ? unit(person.map((value, k) => 0.9 * value + 0.43 * own[k])) : own;
    });
    const order = Uint32Array.from({ length: count - 10 }, (_, i) => i + 10);
    const groups = groupIdentities(Float32Array.from(rows.flat()), order);
    expect(groups.map((group) => [...group])).toEqual([[...order].filter(isThem)]);
    const strangers = Uint32Array.from([...order].filter((i) => !isThem(i)));
    expect(groupIdentities(Float32Array.from(rows.flat()), strangers)).toEqual([]);
  });
});

describe('regions', () => {
  it('cover every pixel of a picture, in squares that stay inside it', () => {
    for (const [width, height] of [
      [1000, 700],
      [700, 1600],
      [800, 800],
    ]) {
      const tiles = tileRegions({ width, height, data: new Uint8Array(0) }, 0.55);
      for (let y = 0; y < height; y += 33) {
        for (let x = 0; x < width; x += 33) {
          expect(
            tiles.some(({ left, top, side }) => x >= left && x < left + side && y >= top && y < top + side),
          ).toBe(true);
        }
      }
      for (const { left, top, side } of tiles) {
        expect([left >= 0, top >= 0, left + side <= width + 1, top + side <= height + 1]).toEqual([
          true,
          true,
          true,
          true,
        ]);
      }
    }
  });

  it('put grey around the picture', () => {
    const picture = { width: 4, height: 2, data: Uint8Array.from({ length: 24 }, (_, i) => i) };
    const region = wholeRegion(picture);
    const cut = cutRegion(picture, region);
    expect(cut.length).toBe(region.side ** 2 * 3);
    const place = ((0 - region.top) * region.side + (0 - region.left)) * 3;
    expect([...cut.subarray(place, place + 12)]).toEqual([...picture.data.subarray(0, 12)]);
    expect(cut[0]).toBe(128);
  });
});
