import { bytesField, doubleField, floatField, integerField, messageField } from '../files/protobuf/write.ts';
import { maskedCrc32c } from './crc32c.ts';

/** The first event of every file. */
export const versionEvent = (seconds: number): Buffer =>
  eventBytes(seconds, 0, [bytesField(event.fileVersion, 'brain.Event:2')]);

/** Fields of tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto that we write. */
const event = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 } as const;

const sessionLog = { status: 1 } as const;
/** SessionLog.SessionStatus.START. */
const started = 1;

const eventBytes = (seconds: number, step: number, parts: readonly Uint8Array[]): Buffer =>
  Buffer.concat([doubleField(event.wallTime, seconds), integerField(event.step, step), ...parts]);

/** Begins a session: readers forget what they read of `step` and of steps after it. */
export const startEvent = (seconds: number, step: number): Buffer =>
  eventBytes(seconds, step, [messageField(event.sessionLog, [integerField(sessionLog.status, started)])]);

const summary = { value: 1 } as const;
const value = { tag: 1, simpleValue: 2 } as const;

/** Numbers by their tags, all measured at one step. */
export const scalarsEvent = (
  seconds: number,
  step: number,
  scalars: Readonly<Record<string, number>>,
): Buffer =>
  eventBytes(seconds, step, [
    messageField(
      event.summary,
      Object.entries(scalars).map(([tag, number]) =>
        messageField(summary.value, [bytesField(value.tag, tag), floatField(value.simpleValue, number)]),
      ),
    ),
  ]);

/** One entry of a TFRecord file: length, its checksum, the bytes, and theirs (tensorflow.org/tutorials/load_data/tfrecord). */
export function tfRecord(bytes: Uint8Array): Buffer {
  const record = Buffer.alloc(16 + bytes.length);
  record.writeBigUInt64LE(BigInt(bytes.length));
  record.writeUInt32LE(maskedCrc32c(record.subarray(0, 8)), 8);
  record.set(bytes, 12);
  record.writeUInt32LE(maskedCrc32c(bytes), 12 + bytes.length);
  return record;
}
