/**
 * Puts an XMP packet into a GIF, as an application extension after the global colour table (Adobe, XMP Specification
 * Part 3, §1.1.2): the packet itself, then the "magic trailer", which leads readers of sub-blocks out of it.
 */
export function withGifXmp(gif: Uint8Array, packet: string): Uint8Array {
  const flags = gif[10];
  const colourTableBytes = (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
  const start = 13 + colourTableBytes;
  const text = new TextEncoder().encode(packet);
  const head = [0x21, 0xff, 11, ...new TextEncoder().encode('XMP DataXMP')];
  const trailer = [1, ...Array.from({ length: 256 }, (_, i) => 255 - i), 0];
  const whole = new Uint8Array(gif.length + head.length + text.length + trailer.length);
  let offset = 0;
  for (const part of [gif.subarray(0, start), head, text, trailer, gif.subarray(start)]) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
