import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { hairStyles } from './hair/styles.ts';
import { measureHead, skullArc } from './head.ts';
import { keysOf } from './keys-of.ts';
import { drawPortrait } from './portrait.ts';
import { sampleTraits } from './sample-traits.ts';
import type { HairStyleName } from './trait-names.ts';
import type { PortraitTraits } from './traits.ts';

const size = 128;
const showSkull: HairStyleName[] = ['bald', 'buzz', 'horseshoe', 'receding'];

/** The picture as RGBA bytes. */
async function render(svg: string): Promise<Buffer> {
  const { data, info } = await sharp(Buffer.from(svg)).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([size, size, 4]);
  return data;
}

function meanDifference(a: Buffer, b: Buffer): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;
}

describe('drawPortrait', () => {
  it('is a pure function of the traits', () => {
    const traits = sampleTraits(1, 0);
    expect(drawPortrait(traits, size)).toBe(drawPortrait({ ...traits }, size));
  });

  it('writes only finite numbers and known colours', () => {
    for (let index = 0; index < 400; index++) {
      expect(drawPortrait(sampleTraits(2, index), size)).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it.each(keysOf(hairStyles))('fills the whole picture with something to see: %s', async (hairStyle) => {
    const pixels = await render(drawPortrait({ ...sampleTraits(3, 5), hairStyle }, size));
    const alphas = pixels.filter((_, i) => i % 4 === 3);
    expect(Math.min(...alphas)).toBe(255);
    const { channels } = await sharp(pixels, { raw: { width: size, height: size, channels: 4 } }).stats();
    expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(20);
  });

  it('draws every hairstyle differently on the same head', async () => {
    const traits = sampleTraits(3, 5);
    const drawings = await Promise.all(
      keysOf(hairStyles).map((hairStyle) => render(drawPortrait({ ...traits, hairStyle }, size))),
    );
    drawings.forEach((drawing, i) => {
      for (const other of drawings.slice(i + 1)) expect(meanDifference(drawing, other)).toBeGreaterThan(0.5);
    });
  });

  it('draws different people', async () => {
    const pictures = await Promise.all(
      Array.from({ length: 24 }, (_, index) => render(drawPortrait(sampleTraits(4, index), size))),
    );
    pictures.forEach((picture, i) => {
      for (const other of pictures.slice(i + 1)) expect(meanDifference(picture, other)).toBeGreaterThan(12);
    });
  });

  it('leaves no gap between hair and skull', async () => {
    // Black hair and navy cloth on light skin: skin that shows through is far from both.
    const traits: PortraitTraits = {
      ...{ ...sampleTraits(5, 1), tilt: 0, shiftX: 0, shiftY: 0, scale: 1, skinDepth: 0.1, hairGrey: 0 },
      ...{ hairColour: 'black', fabric: 'navy', accentFabric: 'navy' },
    };
    const rim = skullArc(measureHead(traits), 25, 155, -2.5, 12);
    for (const hairStyle of keysOf(hairStyles).filter((name) => !showSkull.includes(name))) {
      const pixels = await render(drawPortrait({ ...traits, hairStyle }, size));
      for (const [x, y] of rim) {
        const column = Math.round(((128 + x) / 256) * size - 0.5);
        const row = Math.round(((116 + y) / 256) * size - 0.5);
        expect(pixels[(row * size + column) * 4], `red of ${hairStyle} at ${x}, ${y}`).toBeLessThan(150);
      }
    }
  });
});
