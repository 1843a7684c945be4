/** Base-128 number, negative ones in two's complement of 64 bits. */
export function varint(value: number | bigint): Buffer {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return Buffer.from(bytes);
}

const tag = (field: number, type: number) => varint((field << 3) | type);

/**
 * The part of the protocol buffer encoding that TensorFlow's and ONNX's messages need (protobuf.dev/programming-guides/encoding):
 * a message is the concatenation of its fields, each made by one of these functions.
 */
const wireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** An integer, enum or boolean field. */
export const integerField = (field: number, value: number | bigint | boolean): Buffer =>
  Buffer.concat([tag(field, wireType.varint), varint(BigInt(value))]);

export function floatField(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([tag(field, wireType.fixed32), bytes]);
}

export function doubleField(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([tag(field, wireType.fixed64), bytes]);
}

/** A string, bytes or packed field. */
export function bytesField(field: number, value: Uint8Array | string): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([tag(field, wireType.bytes), varint(bytes.length), bytes]);
}

/** An embedded message. */
export const messageField = (field: number, parts: readonly Uint8Array[]): Buffer =>
  bytesField(field, Buffer.concat(parts));
