/** Puts an XMP packet at the end of an MP4 file, as a box of its own: no place inside the file moves. */
export function withXmpBox(mp4: Uint8Array, packet: string): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(packet);
  const length = 8 + xmpUuid.length + text.length;
  const marked = new Uint8Array(mp4.length + length);
  marked.set(mp4);
  new DataView(marked.buffer).setUint32(mp4.length, length);
  marked.set(new TextEncoder().encode('uuid'), mp4.length + 4);
  marked.set(xmpUuid, mp4.length + 8);
  marked.set(text, mp4.length + 8 + xmpUuid.length);
  return marked;
}

/** The kind of box that carries XMP (XMP Specification Part 3, §2.3; ISO 14496-12, §11.1). */
const xmpUuid = [
  0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8, 0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac,
];
