import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StepRow } from '../../contract/runs/step-columns.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import { crc32c, maskedCrc32c } from './crc32c.ts';
import { alsoToTensorBoard } from './event-log.ts';

describe('CRC-32C', () => {
  it('agrees with the examples of RFC 3720, B.4, and the catalogue’s check value', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => 31 - i))).toBe(0x113fdb5c);
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  });
  it('is masked as TFRecord files want it', () => {
    const unmasked = (maskedCrc32c(Buffer.from('foo')) - 0xa282ead8) >>> 0;
    expect(((unmasked >>> 17) | (unmasked << 15)) >>> 0).toBe(crc32c(Buffer.from('foo')));
    // The first twelve bytes of any file that TensorFlow 2 wrote: 24, and 0xa3 0x7f 0x4b 0x22.
    expect(maskedCrc32c(Uint8Array.from([24, 0, 0, 0, 0, 0, 0, 0]))).toBe(0x224b7fa3);
  });
});

/** What a reader finds in a file, as far as its records are whole. */
interface Read {
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

function readFile(file: string): Read {
  const bytes = readFileSync(file);
  const read: Read = { scalars: [] };
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

describe('event files for TensorBoard', () => {
  let runDir: string;
  beforeEach(() => {
    runDir = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
  });
  afterEach(() => rmSync(runDir, { recursive: true }));

  const row = (nimg: number, more: Partial<StepRow> = {}): StepRow => ({
    nimg,
    dLoss: nimg / 64,
    gLoss: 0.5,
    dReal: 0.75,
    dFake: 0.25,
    ...more,
  });
  const steps = (...nimgs: number[]): FromCompute => ({
    type: 'steps',
    rows: nimgs.map((nimg) => row(nimg)),
  });
  const files = () =>
    readdirSync(join(runDir, 'tensorboard'))
      .sort()
      .map((name) => join(runDir, 'tensorboard', name));
  const open = () => {
    const passed: FromCompute[] = [];
    return { passed, send: alsoToTensorBoard(runDir, (message) => passed.push(message)) };
  };

  it('hold every number of every step and tick, and every message goes on', () => {
    const { send, passed } = open();
    const sent: FromCompute[] = [
      { type: 'steps', rows: [row(32, { heldOutLogit: -1.5, dGradient: 8 }), row(64)] },
      { type: 'tick', tick: { nimg: 64, diversity: 0.5, rank: 1.25, overfitting: -0.5, augment: 0.1 } },
      steps(96),
    ];
    for (const message of sent) send(message);
    expect(passed).toEqual(sent);
    const [file] = files();
    expect(file).toMatch(/events\.out\.tfevents\.\d{10}\.faceloom\.00000$/);
    const { version, start, scalars } = readFile(String(file));
    expect([version, start]).toEqual(['brain.Event:2', 32]);
    const values = (tag: string) =>
      scalars.filter((each) => each.tag === tag).map(({ step, value }) => [step, value]);
    expect(values('loss/discriminator')).toEqual([
      [32, 0.5],
      [64, 1],
      [96, 1.5],
    ]);
    expect(values('logit/held_out')).toEqual([[32, -1.5]]);
    expect(values('gradient/discriminator')).toEqual([[32, 8]]);
    expect(values('faces/rank')).toEqual([[64, 1.25]]);
    expect(values('augmentation/overfitting')).toEqual([[64, -0.5]]);
    expect(scalars).toHaveLength(3 * 4 + 2 + 3);
  });

  it('begin anew after a roll back and after a resume, at the step from which on the old ones are void', () => {
    const first = open();
    first.send(steps(32, 64, 96));
    first.send({ type: 'rewound', nimg: 64 });
    first.send(steps(96, 128));
    open().send(steps(160));
    const read = files().map(readFile);
    expect(read.map(({ start }) => start)).toEqual([32, 96, 160]);
    expect(read.map(({ scalars }) => [...new Set(scalars.map(({ step }) => step))])).toEqual([
      [32, 64, 96],
      [96, 128],
      [160],
    ]);
    expect(new Set(read.map(({ version }) => version))).toEqual(new Set(['brain.Event:2']));
  });

  it('stay readable after a crash in the middle of a record', () => {
    open().send(steps(32, 64));
    appendFileSync(files()[0], Buffer.from([24, 0, 0, 0, 0, 0, 0, 0, 1, 2]));
    open().send(steps(64, 96));
    expect(files().map((file) => readFile(file).scalars.length)).toEqual([8, 8]);
  });

  it('are not begun by a run that made no step', () => {
    open().send({ type: 'compiling' });
    expect(readdirSync(runDir)).toEqual([]);
  });
});
