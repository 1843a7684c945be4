import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FromCompute } from '../../protocol/messages.ts';
import { loadEngine } from '../engines/index.ts';
import { plantFault } from '../testing/plant-fault.ts';
import { smallConfig } from '../testing/small-runs.ts';
import { tryRun } from './try-run.ts';

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
  await loadEngine('wasm', 1);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tried = (deterministic: boolean, batchSize = 4) => {
  const config = smallConfig('draft-32', { deterministic, batchSize });
  const sent: FromCompute[] = [];
  const subject = { kind: 'run', config, mode: 'eager', references: folder } as const;
  return tryRun(subject, 'wasm', (message) => void sent.push(message)).then((findings) => ({
    findings,
    sent,
  }));
};

it('finds no fault in a right engine, deterministic or not', async () => {
  for (const deterministic of [false, true])
    expect((await tried(deterministic)).findings).toMatchObject({ faults: [] });
});

it('does not let an engine train deterministically whose step does not repeat, and says so', async () => {
  const heal = plantFault('Conv2D', 'wasm', 'last-bits');
  try {
    const { findings } = await tried(true);
    expect(findings.faults).toMatchObject([{ reason: expect.stringContaining('does not repeat') }]);
    // Last bits are within what rounding explains.
    expect((await tried(false)).findings.faults).toEqual([]);
  } finally {
    heal();
  }
});

it('tries a few pictures, whatever the batch of the run is', async () => {
  const notes = (sent: FromCompute[]) =>
    sent.flatMap((message) => (message.type === 'working' ? [message.note] : []));
  const [few, many] = [await tried(false, 4), await tried(false, 64)];
  expect(notes(many.sent)).toEqual(notes(few.sent));
});
