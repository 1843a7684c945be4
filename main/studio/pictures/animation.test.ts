import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { hasExiftool, readTags, withoutExiftool } from '../testing/exiftool.ts';
import { animationTiming, encodeAnimation, leftOutNote } from './animation.ts';
import type { Pixels } from './pixels.ts';

const frame = (value: number): Pixels => ({
  width: 24,
  height: 24,
  channels: 1,
  data: new Uint8Array(24 * 24).fill(value),
});
const frames = [10, 90, 170, 250].map(frame);
const packet = `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:CreatorTool>Faceloom test</xmp:CreatorTool></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>`;

describe.each(['webp', 'gif'] as const)('an animated %s', (format) => {
  const choices = { format, fps: 30, plays: 2, quality: 90 };

  it('has every frame, their times and how often it plays', async () => {
    const file = await encodeAnimation(frames, choices);
    const { pages, pageHeight, width, delay, loop } = await sharp(file, { animated: true }).metadata();
    expect({ pages, pageHeight, width }).toEqual({ pages: 4, pageHeight: 24, width: 24 });
    expect(delay?.reduce((sum, each) => sum + each, 0)).toBe(format === 'gif' ? 130 : 133);
    // GIF counts repetitions after the first play.
    expect(loop).toBe(2);
    for (const [page, { data }] of frames.entries()) {
      const pixels = await sharp(file, { page }).removeAlpha().raw().toBuffer();
      expect(Math.abs(pixels[0] - data[0])).toBeLessThanOrEqual(6);
    }
  });

  it.each([50, 51, 59.94, 60])('of %d frames a second has no frame that browsers slow down', async (fps) => {
    const many = Array.from({ length: 60 }, (_, i) => frame(4 * i));
    const file = await encodeAnimation(many, { ...choices, fps });
    const { pages, delay = [] } = await sharp(file, { animated: true }).metadata();
    expect(pages).toBe(delay.length);
    expect(Math.min(...delay)).toBeGreaterThan(10);
    const total = delay.reduce((sum, each) => sum + each, 0);
    expect(Math.abs(total - 60_000 / fps)).toBeLessThanOrEqual(5);
    const last = await sharp(file, { page: delay.length - 1 })
      .removeAlpha()
      .raw()
      .toBuffer();
    expect(Math.abs(last[0] - 4 * 59)).toBeLessThanOrEqual(6);
  });

  it('is the same picture with a mark', async () => {
    const file = await encodeAnimation(frames, { ...choices, xmp: packet });
    const [marked, plain] = await Promise.all(
      [file, await encodeAnimation(frames, choices)].map((each) =>
        sharp(each, { animated: true }).raw().toBuffer(),
      ),
    );
    expect(marked.equals(plain)).toBe(true);
  });

  it.skipIf(!hasExiftool)(`carries a mark that another program reads${withoutExiftool}`, async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'faceloom-animation-')), `film.${format}`);
    writeFileSync(path, await encodeAnimation(frames, { ...choices, xmp: packet }));
    const tags = readTags(path);
    expect(tags).toMatchObject({ CreatorTool: 'Faceloom test' });
    expect(tags).not.toHaveProperty('Warning');
    expect(tags).not.toHaveProperty('Error');
  });
});

it('frames that would not fit in memory are refused', async () => {
  const large = { width: 4096, height: 4096, channels: 1 as const, data: new Uint8Array(0) };
  await expect(
    encodeAnimation(Array(100).fill(large), { format: 'webp', fps: 30, plays: 0, quality: 90 }),
  ).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
});

describe('the time of frames', () => {
  it('adds up, and no frame is shorter than browsers play', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('gif' as const, 'webp' as const),
        fc.integer({ min: 2, max: 2000 }),
        fc.double({ min: 1, max: 60, noNaN: true }),
        (format, count, fps) => {
          const { shown, delay } = animationTiming(count, { format, fps });
          expect(delay).toHaveLength(shown.length);
          expect([shown[0], shown.at(-1)]).toEqual([0, shown.length === 1 ? 0 : count - 1]);
          expect(new Set(shown).size).toBe(shown.length);
          expect(Math.min(...delay)).toBeGreaterThan(10);
          const total = delay.reduce((sum, each) => sum + each, 0);
          expect(Math.abs(total - (1000 * count) / fps)).toBeLessThanOrEqual(5 + 1e-6);
        },
      ),
    );
  });

  it('leaves frames out where a GIF could not play them, and says so', () => {
    expect(animationTiming(60, { format: 'gif', fps: 60 }).shown).toHaveLength(50);
    expect(leftOutNote(60, { format: 'gif', fps: 60 })).toEqual([
      'Browsers play a GIF at no more than 50 frames/s, so 50 of the 60 frames are in it; it takes as long as it would have.',
    ]);
    expect(leftOutNote(60, { format: 'gif', fps: 50 })).toEqual([]);
    expect(leftOutNote(60, { format: 'webp', fps: 60 })).toEqual([]);
  });
});
