/** First bytes by which kinds of pictures are told, where a library would need more of the file or does not know them. */

/** TIFF and BigTIFF; raw files of most cameras begin in the same way. */
export const isTiff = (head: Uint8Array): boolean =>
  ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(textAt(head, 0, 4));

/** With two letters, as words may begin, and a second header of a length that is known. */
export function isBmp(head: Uint8Array): boolean {
  const at = bmpHeaderStart(head);
  if (at === undefined || head.length < at + 4) return false;
  const length = new DataView(head.buffer, head.byteOffset).getUint32(at, true);
  return length === 12 || (length >= 16 && length <= 64) || length === 108 || length === 124;
}

/** Where the second header of a BMP begins; an OS/2 array of pictures has one of its own before the first. */
export function bmpHeaderStart(head: Uint8Array): number | undefined {
  if (textAt(head, 0, 2) === 'BM') return 14;
  return textAt(head, 0, 2) === 'BA' && textAt(head, 14, 2) === 'BM' ? 28 : undefined;
}

/** PBM, PGM and PPM. */
export const isNetpbm = (head: Uint8Array): boolean => /^P[1-6]\s/.test(textAt(head, 0, 3));

/** A HEIF container that holds AV1, whatever its main brand. */
export const isAvif = (head: Uint8Array): boolean => {
  if (textAt(head, 4, 4) !== 'ftyp') return false;
  const length = new DataView(head.buffer, head.byteOffset).getUint32(0);
  return /^(.{4})*avi[fs]/s.test(textAt(head, 8, Math.min(length, 256) - 8));
};

/** Raw files of Panasonic and Leica, Olympus, Sigma, Minolta and old Canons. */
export const isOtherRaw = (head: Uint8Array): boolean =>
  ['IIU\0', 'IIRO', 'IIRS', 'MMOR', 'FOVb', '\0MRM'].includes(textAt(head, 0, 4)) ||
  textAt(head, 6, 8) === 'HEAPCCDR';

export const textAt = (bytes: Uint8Array, from: number, length: number): string =>
  Buffer.from(bytes.subarray(from, from + length)).toString('latin1');
