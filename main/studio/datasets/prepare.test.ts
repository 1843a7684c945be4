import { readFileSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { prepareImage } from './prepare.ts';

const path = tempFolderPerTest();

/** Left half red, right half blue. */
const twoColours = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#ff0000' } }).composite([
    {
      input: { create: { width: width / 2, height, channels: 3, background: '#0000ff' } },
      left: width / 2,
      top: 0,
    },
  ]);

const noise = (side: number) =>
  sharp(Buffer.from(Array.from({ length: side * side * 3 }, (_, i) => (i * 2654435761) >>> 24)), {
    raw: { width: side, height: side, channels: 3 },
  });

/** The same PNG, whose header claims another size. */
function withClaimedSize(png: Buffer, width: number, height: number): Buffer {
  const claimed = Buffer.from(png);
  // After the signature and the chunk's length: "IHDR", width, height, five more bytes, CRC.
  claimed.writeUInt32BE(width, 16);
  claimed.writeUInt32BE(height, 20);
  claimed.writeUInt32BE(crc32(claimed.subarray(12, 29)), 29);
  return claimed;
}

async function pixel(png: Buffer, x: number, y: number): Promise<number[]> {
  return [...(await sharp(png).extract({ left: x, top: y, width: 1, height: 1 }).raw().toBuffer())];
}

describe('prepareImage', () => {
  it('crops the square centre and scales it down, never up', async () => {
    await twoColours(400, 200).png().toFile(path('wide.png'));
    const wide = await prepareImage(path('wide.png'), 64);
    expect(wide).toMatchObject({ sourceWidth: 400, sourceHeight: 200, isGrey: false });
    expect(await sharp(wide.png).metadata()).toMatchObject({ width: 64, height: 64, format: 'png' });
    expect(await pixel(wide.png, 5, 32)).toEqual([255, 0, 0]);
    expect(await pixel(wide.png, 58, 32)).toEqual([0, 0, 255]);
    await twoColours(40, 40).png().toFile(path('small.png'));
    expect(await sharp((await prepareImage(path('small.png'), 64)).png).metadata()).toMatchObject({
      width: 40,
      height: 40,
    });
  });

  it('turns a picture as its EXIF says', async () => {
    // Orientation 6: the camera was turned, the picture must be turned clockwise; red on the left comes to the top.
    await twoColours(80, 80)
      .jpeg({ quality: 100 })
      .withMetadata({ orientation: 6 })
      .toFile(path('turned.jpg'));
    const { png } = await prepareImage(path('turned.jpg'), 80);
    expect((await pixel(png, 40, 10))[0]).toBeGreaterThan(200);
    expect((await pixel(png, 40, 70))[2]).toBeGreaterThan(200);
  });

  it('puts transparent parts on white', async () => {
    await sharp({
      create: { width: 50, height: 50, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toFile(path('clear.png'));
    expect(await pixel((await prepareImage(path('clear.png'), 50)).png, 25, 25)).toEqual([255, 255, 255]);
  });

  it.each([
    ['CMYK', () => twoColours(60, 60).toColourspace('cmyk').jpeg({ quality: 100 }), false],
    ['16-bit', () => twoColours(60, 60).toColourspace('rgb16').png(), false],
    ['palette', () => twoColours(60, 60).png({ palette: true }), false],
    ['grey', () => noise(60).toColourspace('b-w').jpeg(), true],
    ['grey saved as colour', () => noise(60).greyscale().toColourspace('srgb').jpeg(), true],
    ['WebP', () => twoColours(60, 60).webp({ lossless: true }), false],
    ['TIFF', () => twoColours(60, 60).tiff(), false],
    ['GIF', () => twoColours(60, 60).gif(), false],
  ] as const)('reads %s', async (_name, make, isGrey) => {
    await make().toFile(path('picture'));
    const prepared = await prepareImage(path('picture'), 60);
    expect(prepared.isGrey).toBe(isGrey);
    expect(await sharp(prepared.png).metadata()).toMatchObject({ channels: isGrey ? 1 : 3, depth: 'uchar' });
    if (!isGrey) expect((await pixel(prepared.png, 5, 30))[0]).toBeGreaterThan(180);
  });

  it('refuses a JPEG cut at any quarter', async () => {
    const whole = await noise(200).jpeg().toBuffer();
    for (const quarter of [1, 2, 3]) {
      writeFileSync(path('cut.jpg'), whole.subarray(0, (whole.length * quarter) / 4));
      await expect(prepareImage(path('cut.jpg'), 64)).rejects.toThrow('damaged or cut off');
    }
  });

  it.each([
    ['empty.jpg', '', 'an empty file'],
    ['text.jpg', 'these are words', 'not a picture that can be read'],
    ['magic.png', '\x89PNG\r\n\x1a\n and then nonsense', /damaged|not a picture/],
    ['phone.heic', 'nonsense', 'HEIC pictures cannot be read'],
    ['drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"/>', 'not photos'],
  ])('says why %s cannot be used', async (name, content, reason) => {
    writeFileSync(path(name), content, 'latin1');
    await expect(prepareImage(path(name), 64)).rejects.toThrow(reason);
  });

  it('refuses pictures that are too small, and ones that grow beyond measure', async () => {
    await noise(20).png().toFile(path('tiny.png'));
    await expect(prepareImage(path('tiny.png'), 64)).rejects.toThrow('too small: 20×20');
    writeFileSync(path('bomb.png'), withClaimedSize(await noise(30).png().toBuffer(), 60_000, 60_000));
    await expect(prepareImage(path('bomb.png'), 64)).rejects.toThrow('too large');
  });

  it('reads a file that vanished as unusable, and changes nothing it reads', async () => {
    await expect(prepareImage(path('gone.jpg'), 64)).rejects.toThrow('vanished');
    await noise(60).jpeg().toFile(path('kept.jpg'));
    const before = readFileSync(path('kept.jpg'));
    await prepareImage(path('kept.jpg'), 32);
    expect(readFileSync(path('kept.jpg'))).toEqual(before);
  });
});
