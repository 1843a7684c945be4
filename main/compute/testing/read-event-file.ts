import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { maskedCrc32c } from '../tensorboard/crc32c.ts';

/** Reads an event file of TensorBoard as far as its records are whole; one whose checksum is wrong fails the test. */
export function readEventFile(file: string): EventFile {
  const bytes = readFileSync(file);
  const read: EventFile = { scalars: [] };
  for (let at = 0; at + 12 <= bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    if (at + 16 + length > bytes.length) break;
    expect(bytes.readUInt32LE(at + 8)).toBe(maskedCrc32c(bytes.subarray(at, at + 8)));
    const record = bytes.subarray(at + 12, at + 12 + length);
    expect(bytes.readUInt32LE(at + 12 + length)).toBe(maskedCrc32c(record));
    at += 16 + length;
    const event = fields(record);
    const part = (field: number) => event.find((each) => each.field === field);
    const step = Number(part(2)?.number ?? 0n);
    expect(part(1)?.bytes.readDoubleLE()).toBeGreaterThan(1.7e9);
    const version = part(3)?.bytes.toString();
    if (version !== undefined) read.version = version;
    if (part(7)) read.start = step;
    for (const { bytes: value } of fields(part(5)?.bytes ?? Buffer.alloc(0))) {
      const inside = fields(value);
      const tag = inside.find(({ field }) => field === 1)?.bytes.toString() ?? 'no tag';
      read.scalars.push({
        step,
        tag,
        value: inside.find(({ field }) => field === 2)?.bytes.readFloatLE() ?? Number.NaN,
      });
    }
  }
  return read;
}

/** What a reader finds in a file. */
export interface EventFile {
  version?: string;
  start?: number;
  scalars: { step: number; tag: string; value: number }[];
}

type Field = { field: number; number: bigint; bytes: Buffer };

/** A decoder of its own, straight from the encoding's description. */
function fields(bytes: Buffer): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number) => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const key = varint();
    const field = Number(key >> 3n);
    const type = Number(key & 7n);
    if (type === 0) found.push({ field, number: varint(), bytes: Buffer.alloc(0) });
    else found.push({ field, number: 0n, bytes: take(type === 1 ? 8 : type === 5 ? 4 : Number(varint())) });
  }
  return found;
}
