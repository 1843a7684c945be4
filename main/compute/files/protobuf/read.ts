import { UnusableModelError } from '../unusable-file.ts';

/** The fields of one message by their numbers, in the order in which they came. Fields of unknown numbers stay unread. */
export class ProtobufMessage {
  readonly #fields = new Map<number, (bigint | Uint8Array)[]>();

  constructor(bytes: Uint8Array) {
    const reader = new Reader(bytes);
    while (!reader.isAtEnd) {
      const tag = Number(reader.varint());
      const [number, type] = [tag >>> 3, tag & 7];
      const values = this.#fields.get(number) ?? [];
      values.push(reader.value(type));
      this.#fields.set(number, values);
    }
  }

  /** Embedded messages, strings and bytes. */
  all(field: number): Uint8Array[] {
    return this.#values(field).map((value) => {
      if (typeof value === 'bigint') throw damaged();
      return value;
    });
  }

  messages(field: number): ProtobufMessage[] {
    return this.all(field).map((bytes) => new ProtobufMessage(bytes));
  }

  message(field: number): ProtobufMessage {
    return new ProtobufMessage(this.bytes(field));
  }

  bytes(field: number): Uint8Array {
    return this.all(field).at(-1) ?? new Uint8Array();
  }

  string(field: number): string {
    return text(this.bytes(field));
  }

  strings(field: number): string[] {
    return this.all(field).map(text);
  }

  integer(field: number): number {
    return this.integers(field).at(-1) ?? 0;
  }

  /** A repeated integer field, packed or not. */
  integers(field: number): number[] {
    return this.#values(field).flatMap((value) => {
      if (typeof value === 'bigint') return [signed(value)];
      const reader = new Reader(value);
      const found: number[] = [];
      while (!reader.isAtEnd) found.push(signed(reader.varint()));
      return found;
    });
  }

  float(field: number): number {
    return this.floats(field).at(-1) ?? 0;
  }

  /** A repeated field of 32-bit floats, packed or not. */
  floats(field: number): number[] {
    return this.all(field).flatMap((bytes) => {
      if (bytes.length % 4 !== 0) throw damaged();
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
    });
  }

  #values(field: number): (bigint | Uint8Array)[] {
    return this.#fields.get(field) ?? [];
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const [byte] = this.#take(1);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw damaged();
  }

  /** The value after a tag: a number for wire type 0, else its bytes. */
  value(type: number): bigint | Uint8Array {
    switch (type) {
      case 0:
        return this.varint();
      case 1:
        return this.#take(8);
      case 2:
        return this.#take(Number(this.varint()));
      case 5:
        return this.#take(4);
      default:
        throw damaged();
    }
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw damaged();
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

const signed = (value: bigint): number => Number(BigInt.asIntN(64, value));

function text(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UnusableModelError('The file is damaged.', { cause });
  }
}

const damaged = () => new UnusableModelError('The file is damaged or cut off.');
