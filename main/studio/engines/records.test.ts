import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createLogger, type LogLine } from '../base/log.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { type ProofRecord, ProofRecords } from './records.ts';

const path = tempFolderPerTest();
const right: ProofRecord = { verdict: 'right', provedAt: '2026-01-01T00:00:00.000Z' };

function open() {
  const lines: LogLine[] = [];
  return {
    records: new ProofRecords(
      path(),
      createLogger((line) => lines.push(line)),
    ),
    lines,
  };
}

/** A file with one right record, as it is written. */
async function written(): Promise<string> {
  await open().records.set('key', right);
  return readFileSync(path('proofs.json'), 'utf8');
}

it('keeps what it was given for the next program', async () => {
  await written();
  expect(await open().records.get('key')).toEqual(right);
});

it.each<[string, (text: string) => string]>([
  ['is cut', (text) => text.slice(0, -9)],
  ['is empty', () => ''],
  ['is of a newer version', (text) => text.replace('"schemaVersion":1', '"schemaVersion":2')],
  ['has a verdict that nobody knows', (text) => text.replace('"right"', '"splendid"')],
  ['is not JSON', () => '\u0000\u0001'],
  ['is a list', () => '[]'],
])('begins anew where the file %s', async (_, change) => {
  writeFileSync(path('proofs.json'), change(await written()));
  const { records } = open();
  expect(await records.get('key')).toBeUndefined();
  await records.set('other', right);
  expect(await open().records.get('other')).toEqual(right);
});

it.each(['2026-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z'])(
  'takes the place of what stood there before, which the clock dates to %s',
  async (provedAt) => {
    await open().records.set('key', { ...right, provedAt });
    const { records } = open();
    const wrong = { verdict: 'wrong', provedAt: right.provedAt } as const;
    await records.set('key', wrong);
    for (const each of [records, open().records]) expect(await each.get('key')).toEqual(wrong);
  },
);

it('goes by what another process has found since, whose clock is behind', async () => {
  const { records } = open();
  await records.set('key', right);
  const wrong = { verdict: 'wrong', provedAt: '2025-01-01T00:00:00.000Z' } as const;
  await open().records.set('key', wrong);
  expect(await records.get('key')).toEqual(wrong);
  await records.set('other', right);
  expect(await records.get('key')).toEqual(wrong);
  expect(await open().records.get('key')).toEqual(wrong);
});

it('holds what it was given where nothing can be written, and says so in the log', async () => {
  // As in a folder that may only be read: the file cannot be put in its place.
  mkdirSync(path('proofs.json', 'in-the-way'), { recursive: true });
  const { records, lines } = open();
  await records.set('key', right);
  expect(await records.get('key')).toEqual(right);
  expect(lines).toMatchObject([{ level: 'warn', message: 'proofs of engines could not be kept' }]);
  await records.forget('ke');
  expect(await records.get('key')).toBeUndefined();
});

it('leaves out what was written longest ago when there are too many', async () => {
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`run ${i}`, right]));
  writeFileSync(path('proofs.json'), JSON.stringify({ schemaVersion: 1, records: many }));
  const { records } = open();
  await records.set('run 0', { ...right, ms: 7 });
  const kept: { records: object } = JSON.parse(readFileSync(path('proofs.json'), 'utf8'));
  const keys = Object.keys(kept.records);
  expect(keys).toHaveLength(2000);
  expect(keys.slice(-2)).toEqual(['run 4999', 'run 0']);
  expect(await open().records.get('run 0')).toMatchObject({ ms: 7 });
  expect(await open().records.get('run 1')).toBeUndefined();
});
