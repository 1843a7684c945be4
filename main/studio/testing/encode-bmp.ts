/** A BMP picture to be written. */
export interface BmpPicture {
  width: number;
  height: number;
  /** Numbers of colours, or colours; row by row from the top. */
  values: readonly number[];
  bits: 1 | 2 | 4 | 8 | 16 | 24 | 32;
  /** 12 or 16–64 of OS/2; 40, 52, 56, 108 or 124 of Windows. */
  headerBytes?: number;
  /** Red, green, blue. */
  palette?: readonly (readonly number[])[];
  /** Red, green, blue, alpha; they follow a header of 40 bytes, and are part of longer ones. */
  masks?: readonly number[];
  hasRuns?: boolean;
  isTopDown?: boolean;
  /** Bytes between the palette and the pixels. */
  gap?: number;
  /** Number of colours in the header, 0 for all that the bits allow. */
  claimedColours?: number;
  /** Whether the file says where its pixels begin. */
  saysStart?: boolean;
}

/** Writes a BMP of any kind (MSDN, "Bitmap storage"; OS/2 2.0 Presentation Manager reference). */
export function encodeBmp(picture: BmpPicture): Buffer {
  const { width, height, bits, headerBytes = 40, palette = [], masks, hasRuns = false, gap = 0 } = picture;
  const header = Buffer.alloc(Math.max(headerBytes, 40));
  header.writeUInt32LE(headerBytes, 0);
  if (headerBytes === 12) {
    header.writeUInt16LE(width, 4);
    header.writeUInt16LE(height, 6);
    header.writeUInt16LE(1, 8);
    header.writeUInt16LE(bits, 10);
  } else {
    header.writeInt32LE(width, 4);
    header.writeInt32LE(picture.isTopDown ? -height : height, 8);
    header.writeUInt16LE(1, 12);
    header.writeUInt16LE(bits, 14);
    header.writeUInt32LE(compressionOf(picture), 16);
    header.writeUInt32LE(picture.claimedColours ?? 0, 32);
  }
  const looseMasks = Buffer.alloc(headerBytes === 40 && masks !== undefined ? masks.length * 4 : 0);
  for (const [i, mask] of (masks ?? []).entries()) {
    if (looseMasks.length > 0) looseMasks.writeUInt32LE(mask, i * 4);
    else if (40 + i * 4 + 4 <= headerBytes) header.writeUInt32LE(mask, 40 + i * 4);
  }
  const colours = palette.flatMap(([r, g, b]) => (headerBytes === 12 ? [b, g, r] : [b, g, r, 0]));
  const before = [header.subarray(0, headerBytes), looseMasks, Buffer.from(colours), Buffer.alloc(gap, 0xee)];
  const start = 14 + before.reduce((sum, part) => sum + part.length, 0);
  const rows = Array.from({ length: height }, (_, y) => picture.values.slice(y * width, (y + 1) * width));
  if (!picture.isTopDown) rows.reverse();
  const pixels = hasRuns ? encodeRuns(rows, bits) : Buffer.concat(rows.map((row) => encodeRow(row, bits)));
  const file = Buffer.alloc(14);
  file.write('BM');
  file.writeUInt32LE(start + pixels.length, 2);
  file.writeUInt32LE(picture.saysStart === false ? 0 : start, 10);
  return Buffer.concat([file, ...before, pixels]);
}

function compressionOf({ bits, masks, hasRuns }: BmpPicture): number {
  if (hasRuns) return { 8: 1, 4: 2, 24: 4 }[bits as 4 | 8 | 24];
  if (masks === undefined) return 0;
  return masks.length === 4 ? 6 : 3;
}

/** The first pixel in the highest bits; filled up to four bytes. */
function encodeRow(row: readonly number[], bits: number): Buffer {
  const bytes = Buffer.alloc(Math.ceil((row.length * bits) / 32) * 4);
  for (const [x, value] of row.entries()) {
    if (bits >= 8) bytes.writeUIntLE(value, (x * bits) / 8, bits / 8);
    else bytes[Math.floor((x * bits) / 8)] |= value << (8 - bits - ((x * bits) % 8));
  }
  return bytes;
}

/** Equal pixels as a run, three and more different ones as they are. */
function encodeRuns(rows: readonly (readonly number[])[], bits: number): Buffer {
  const parts: number[] = [];
  const valueBytes = (value: number) =>
    bits === 24 ? [value & 255, (value >> 8) & 255, value >> 16] : [value];
  for (const row of rows) {
    for (let x = 0; x < row.length; ) {
      let run = 1;
      while (x + run < row.length && run < 255 && row[x + run] === row[x]) run++;
      let single = 0;
      while (single < 255 && x + single < row.length && row[x + single] !== row[x + single + 1]) single++;
      if (single >= 3) {
        const values = row.slice(x, x + single);
        const bytes = bits === 4 ? pairs(values) : values.flatMap(valueBytes);
        parts.push(0, single, ...bytes, ...(bytes.length % 2 === 1 ? [0] : []));
        x += single;
      } else {
        parts.push(run, ...(bits === 4 ? [row[x] * 17] : valueBytes(row[x])));
        x += run;
      }
    }
    parts.push(0, 0);
  }
  return Buffer.from([...parts, 0, 1]);
}

const pairs = (values: readonly number[]) =>
  Array.from(
    { length: Math.ceil(values.length / 2) },
    (_, i) => (values[i * 2] << 4) | (values[i * 2 + 1] ?? 0),
  );
