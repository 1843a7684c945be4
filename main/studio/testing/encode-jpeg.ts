/** A grey JPEG of even blocks of 8×8 pixels, for what common encoders do not write. */
export interface FlatJpeg {
  columns: number;
  rows: number;
  /** Of each block, 0–255, row by row; others than these are written as they are. */
  means: readonly number[];
  /** Blocks between restart markers; 0 = none. */
  restartInterval?: number;
}

/** Writes a baseline JPEG (ITU-T T.81) by the plainest of codes: four bits for the size of a difference, one for the end of a block. */
export function encodeFlatJpeg({ columns, rows, means, restartInterval = 0 }: FlatJpeg): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16BE(rows * 8, 0);
  size.writeUInt16BE(columns * 8, 2);
  const interval = Buffer.alloc(2);
  interval.writeUInt16BE(restartInterval);
  const sizes = Array.from({ length: 12 }, (_, i) => i);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    // A mean is an eighth of its coefficient: steps of eight make it a number of its own.
    segment(0xdb, [0, ...Array<number>(64).fill(8)]),
    segment(0xc0, [8, ...size, 1, 1, 0x11, 0]),
    segment(0xc4, [0x00, ...codeCounts(4, sizes.length), ...sizes]),
    segment(0xc4, [0x10, ...codeCounts(1, 1), 0]),
    segment(0xdd, [...interval]),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    ...scanData(means, restartInterval),
    Buffer.from([0xff, 0xd9]),
  ]);
}

function segment(marker: number, payload: readonly number[]): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([head, Buffer.from(payload)]);
}

const codeCounts = (length: number, count: number) =>
  Array.from({ length: 16 }, (_, i) => (i + 1 === length ? count : 0));

function scanData(means: readonly number[], restartInterval: number): Buffer[] {
  const perPart = restartInterval === 0 ? means.length : restartInterval;
  const count = Math.ceil(means.length / perPart);
  return Array.from({ length: count }, (_, part) => {
    let bits = '';
    let before = 0;
    for (const mean of means.slice(part * perPart, (part + 1) * perPart)) {
      const difference = mean - 128 - before;
      before = mean - 128;
      const size = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
      const value = difference < 0 ? difference + 2 ** size - 1 : difference;
      bits += `${binary(size, 4)}${binary(value, size)}0`;
    }
    const bytes = (bits.match(/.{1,8}/g) ?? []).flatMap((byte) => {
      const value = Number.parseInt(byte.padEnd(8, '1'), 2);
      return value === 0xff ? [0xff, 0] : [value];
    });
    const isLast = part === count - 1;
    return Buffer.from(isLast ? bytes : [...bytes, 0xff, 0xd0 + (part % 8)]);
  });
}

const binary = (value: number, length: number) =>
  length === 0 ? '' : value.toString(2).padStart(length, '0');
