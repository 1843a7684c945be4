import { deserialize, serialize } from 'node:v8';

/** Messages with their length before them, for a stream between a host and a process that it did not fork. */
export function toFrame(message: unknown): Buffer {
  const body = serialize(message);
  const head = Buffer.alloc(headBytes);
  head.writeUInt32LE(body.length);
  return Buffer.concat([head, body]);
}

/**
 * Puts messages together again from the pieces of a stream. A long message is copied once, when it is complete, however
 * small its pieces are.
 */
export class FrameReader {
  #pieces: Buffer[] = [];
  /** Of all pieces together. */
  #length = 0;
  /** What must be there before there is anything to do: the head of a message, then all of it. */
  #wanted = headBytes;

  /** The messages that are complete with this piece; throws where one is longer than any message may be. */
  read(piece: Buffer): unknown[] {
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#length < this.#wanted) return [];
    const messages: unknown[] = [];
    let rest = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces);
    while (rest.length >= headBytes) {
      const length = rest.readUInt32LE();
      if (length > mostBytes) throw new Error(`a message of ${length} bytes is longer than ${mostBytes}`);
      if (rest.length < headBytes + length) break;
      messages.push(deserialize(rest.subarray(headBytes, headBytes + length)));
      rest = rest.subarray(headBytes + length);
    }
    this.#wanted = rest.length < headBytes ? headBytes : headBytes + rest.readUInt32LE();
    this.#pieces = [rest];
    this.#length = rest.length;
    return messages;
  }
}

const headBytes = 4;

/** A sample grid of the largest pictures takes a tenth of it. */
const mostBytes = 256 * 2 ** 20;
