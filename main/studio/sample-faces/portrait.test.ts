import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { hairStyles } from './hair/styles.ts';
import { keysOf } from './keys-of.ts';
import { drawPortrait } from './portrait.ts';
import { sampleTraits } from './sample-traits.ts';

const size = 128;

/** The picture as RGBA bytes. */
async function render(svg: string): Promise<Buffer> {
  const { data, info } = await sharp(Buffer.from(svg)).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([size, size, 4]);
  return data;
}

function meanDifference(a: Buffer, b: Buffer): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
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

  it('covers the skull with hair: no skin shows over a full head of hair', async () => {
    const traits = { ...sampleTraits(5, 1), tilt: 0, shiftX: 0, shiftY: 0, scale: 1 };
    const covered = keysOf(hairStyles).filter(
      (name) => !['bald', 'buzz', 'horseshoe', 'receding'].includes(name),
    );
    // A green skull gives itself away at the crown, where every one of these styles has hair or cloth.
    const [skull, ...drawings] = await Promise.all(
      ['bald' as const, ...covered].map((hairStyle) => render(drawPortrait({ ...traits, hairStyle }, size))),
    );
    const crown = (Math.round(((116 - 77) / 256) * size) * size + size / 2) * 4;
    const colourAt = (picture: Buffer): number[] => [...picture.subarray(crown, crown + 3)];
    for (const drawing of drawings) expect(colourAt(drawing)).not.toEqual(colourAt(skull!));
  });
});
