import fc from 'fast-check';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { withGifXmp } from './gif-xmp.ts';

/** Blocks of a GIF (GIF89a, §15–26): application extensions by their name, and how many images there are. */
function walk(gif: Uint8Array): { extensions: string[]; images: number } {
  const tableBytes = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  const extensions: string[] = [];
  let images = 0;
  let at = 13 + tableBytes(gif[10]);
  const skipSubBlocks = () => {
    while (gif[at] !== 0) at += 1 + gif[at];
    at++;
  };
  while (gif[at] !== 0x3b) {
    if (gif[at] === 0x21) {
      if (gif[at + 1] === 0xff)
        extensions.push(Buffer.from(gif.subarray(at + 3, at + 14)).toString('latin1'));
      at += 2;
    } else {
      expect(gif[at]).toBe(0x2c);
      images++;
      at += 10 + tableBytes(gif[at + 9]) + 1;
    }
    skipSubBlocks();
  }
  expect(at).toBe(gif.length - 1);
  return { extensions, images };
}

it('leads every reader of blocks past the packet, whatever its text', async () => {
  const create = { width: 16, height: 16, channels: 3, background: '#845' } as const;
  const gif = await sharp({ create }).gif().toBuffer();
  const { extensions, images } = walk(gif);
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 2000 }).filter((text) => !text.includes('\0')),
      (text) => {
        const marked = withGifXmp(gif, text);
        expect(walk(marked)).toEqual({ extensions: ['XMP DataXMP', ...extensions], images });
        const packet = Buffer.from(text);
        expect(marked.length).toBe(gif.length + 14 + packet.length + 258);
        expect(Buffer.from(marked).includes(packet)).toBe(true);
      },
    ),
  );
});
