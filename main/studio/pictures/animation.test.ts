import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { hasExiftool, readTags, withoutExiftool } from '../testing/exiftool.ts';
import { encodeAnimation } from './animation.ts';
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
    expect(delay?.reduce((sum, each) => sum + each, 0)).toBe(130);
    // GIF counts repetitions after the first play.
    expect(loop).toBe(2);
    for (const [page, { data }] of frames.entries()) {
      const pixels = await sharp(file, { page }).removeAlpha().raw().toBuffer();
      expect(Math.abs(pixels[0] - data[0])).toBeLessThanOrEqual(6);
    }
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
