import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StepRow } from '../../contract/runs/step-columns.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import { readEventFile } from '../testing/read-event-file.ts';
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
    const { version, start, scalars } = readEventFile(String(file));
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
    const read = files().map(readEventFile);
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
    expect(files().map((file) => readEventFile(file).scalars.length)).toEqual([8, 8]);
  });

  it('are not begun by a run that made no step', () => {
    open().send({ type: 'compiling' });
    expect(readdirSync(runDir)).toEqual([]);
  });
});
