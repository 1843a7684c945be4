import { crc32, deflateRawSync } from 'node:zlib';

/** What the entries of a ZIP archive of the tests may lie about. */
export interface ZipOptions {
  flags?: number;
  /** Size of each entry when it is unpacked, as the archive claims. */
  claimedSize?: number;
  isDeflated?: boolean;
  /** Number of the way in which entries claim to be compressed. */
  method?: number;
  /** Makes the extra field of an entry from the bytes of its name. */
  extra?(name: Buffer): Buffer;
  /** Put before the archive, whose own places know nothing of it. */
  before?: Buffer;
  /** Put behind the archive. */
  after?: Buffer;
  /** Number of this file in an archive of several. */
  disk?: number;
  /** With ZIP64's records at the end. */
  isLong?: boolean;
}

/** A ZIP archive, its entries stored or deflated; a name is text in UTF-8, or bytes. */
export function zip(
  entries: readonly (readonly [string | Buffer, Buffer])[],
  {
    flags = 0,
    claimedSize,
    isDeflated = false,
    method = isDeflated ? 8 : 0,
    extra = () => Buffer.alloc(0),
    before = Buffer.alloc(0),
    after = Buffer.alloc(0),
    disk = 0,
    isLong = false,
  }: ZipOptions = {},
): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of entries) {
    const nameBytes = Buffer.from(name);
    const extraBytes = extra(nameBytes);
    const isEncrypted = (flags & 1) === 1;
    // What is encrypted begins with twelve random bytes.
    const stored = isEncrypted ? Buffer.concat([Buffer.alloc(12, 7), content]) : content;
    const packed = isDeflated ? deflateRawSync(content) : stored;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(isDeflated || isEncrypted ? packed.length : (claimedSize ?? content.length), 14);
    common.writeUInt32LE(claimedSize ?? content.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    common.writeUInt16LE(extraBytes.length, 24);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, nameBytes, extraBytes, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, tail, nameBytes, extraBytes]),
    );
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(disk, 4);
  // Modulo 65,536, as archives by the Finder have it.
  end.writeUInt16LE(isLong ? 0xffff : entries.length & 0xffff, 8);
  end.writeUInt16LE(isLong ? 0xffff : entries.length & 0xffff, 10);
  end.writeUInt32LE(isLong ? 0xffffffff : central.length, 12);
  end.writeUInt32LE(isLong ? 0xffffffff : offset, 16);
  const longEnd = isLong ? zip64Records(entries.length, central.length, offset) : Buffer.alloc(0);
  return Buffer.concat([before, ...parts, central, longEnd, end, after]);
}

function zip64Records(count: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(56);
  record.write('PK\x06\x06');
  record.writeBigUInt64LE(44n, 4);
  for (const [place, value] of [
    [24, count],
    [32, count],
    [40, size],
    [48, offset],
  ])
    record.writeBigUInt64LE(BigInt(value), place);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07');
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator]);
}

/** Info-ZIP's extra field that gives a name in UTF-8 as well. */
export function unicodePathField(nameBytes: Buffer, name: string): Buffer {
  const text = Buffer.from(name);
  const head = Buffer.alloc(9);
  head.writeUInt16LE(0x7075, 0);
  head.writeUInt16LE(5 + text.length, 2);
  head.writeUInt8(1, 4);
  head.writeUInt32LE(crc32(nameBytes), 5);
  return Buffer.concat([head, text]);
}
