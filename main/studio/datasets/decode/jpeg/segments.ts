/** A part of a JPEG file between its start and its end: a marker and, where it has any, the bytes that belong to it. */
export interface Segment {
  /** Second byte of the marker; the first is 0xFF. */
  marker: number;
  /** Without the two bytes of its length. */
  payload: Buffer;
  /** Where the bytes after it begin. */
  end: number;
}

export const markers = {
  baseline: 0xc0,
  progressive: 0xc2,
  huffmanTables: 0xc4,
  arithmeticTables: 0xcc,
  firstRestart: 0xd0,
  lastRestart: 0xd7,
  start: 0xd8,
  end: 0xd9,
  scan: 0xda,
  quantisationTables: 0xdb,
  restartInterval: 0xdd,
} as const;

const isRestart = (marker: number) => marker >= markers.firstRestart && marker <= markers.lastRestart;

/** SOF0 to SOF15: the header of the picture. */
export const isFrame = (marker: number) =>
  marker >= 0xc0 &&
  marker <= 0xcf &&
  marker !== markers.huffmanTables &&
  marker !== markers.arithmeticTables &&
  marker !== 0xc8;

/** Markers that stand alone. */
const hasPayload = (marker: number) =>
  !(isRestart(marker) || marker === markers.start || marker === markers.end || marker === 0x01);

/**
 * The next segment at or after `from`; bytes to spare before its marker are passed over, as every decoder does. Undefined
 * when the file ends first.
 */
export function nextSegment(bytes: Buffer, from: number): Segment | undefined {
  const at = findMarker(bytes, from);
  if (at === undefined) return undefined;
  const marker = bytes[at + 1];
  if (!hasPayload(marker)) return { marker, payload: bytes.subarray(at + 2, at + 2), end: at + 2 };
  if (at + 4 > bytes.length) return undefined;
  const length = bytes.readUInt16BE(at + 2);
  const end = at + 2 + length;
  if (length < 2 || end > bytes.length) return undefined;
  return { marker, payload: bytes.subarray(at + 4, end), end };
}

/** Where the next marker begins: 0xFF, then neither 0 (a byte of data) nor 0xFF (filling). */
export function findMarker(bytes: Buffer, from: number): number | undefined {
  for (let at = bytes.indexOf(0xff, from); at !== -1 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at)) {
    const next = bytes[at + 1];
    if (next !== 0 && next !== 0xff) return at;
    at += next === 0 ? 2 : 1;
  }
  return undefined;
}
