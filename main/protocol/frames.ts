import { deserialize, serialize } from 'node:v8';

/** Messages with their length before them, for a stream between a host and a process that it did not fork. */
export function toFrame(message: unknown): Buffer {
  const body = serialize(message);
  const head = Buffer.alloc(headBytes);
  head.writeUInt32LE(body.length);
  return Buffer.concat([head, body]);
}

/** Puts messages together again from the pieces of a stream. */
export class FrameReader {
  #rest = Buffer.alloc(0);

  /** The messages that are complete with this piece; throws where one is longer than any message may be. */
  read(piece: Buffer): unknown[] {
    this.#rest = Buffer.concat([this.#rest, piece]);
    const messages: unknown[] = [];
    while (this.#rest.length >= headBytes) {
      const length = this.#rest.readUInt32LE();
      if (length > mostBytes) throw new Error(`a message of ${length} bytes is longer than ${mostBytes}`);
      if (this.#rest.length < headBytes + length) break;
      messages.push(deserialize(this.#rest.subarray(headBytes, headBytes + length)));
      this.#rest = this.#rest.subarray(headBytes + length);
    }
    return messages;
  }
}

const headBytes = 4;

/** A sample grid of the largest pictures takes a tenth of it. */
const mostBytes = 256 * 2 ** 20;
