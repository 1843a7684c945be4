import { textAt } from '../sources/marks.ts';
import { UnusableFile } from '../sources/unusable-file.ts';

export const isWebp = (bytes: Uint8Array): boolean =>
  textAt(bytes, 0, 4) === 'RIFF' && textAt(bytes, 8, 4) === 'WEBP';

/** No packed picture has so many bytes of 0 in a row. */
const neverWritten = Buffer.alloc(256);

/**
 * Throws UnusableFile when a part of a WebP picture was never written, as after a download that broke off or on a damaged disk:
 * its decoder makes an even surface of it. Other damage inside cannot be seen, since any bytes stand for some picture, unless
 * the data ends early, of which libwebp tells.
 */
export function assertWholeWebp(bytes: Buffer): void {
  for (let at = 12; at + 8 <= bytes.length; ) {
    const kind = textAt(bytes, at, 4);
    const length = bytes.readUInt32LE(at + 4);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if ((kind === 'VP8 ' || kind === 'VP8L') && data.includes(neverWritten))
      throw new UnusableFile('damaged or cut off');
    at += 8 + length + (length % 2);
  }
}
