import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { GraphicsReport } from '../../contract/system/graphics-cards.ts';
import { findCudaSetup } from '../../graphics-cards/cuda-setup.ts';
import { createLogger } from '../base/log.ts';
import { Jobs } from '../jobs/jobs.ts';
import { CudaSetup } from './cuda-setup.ts';

const fitting: GraphicsReport = { cards: [], fits: true, reason: 'A card can train.', next: 'Set it up.' };
const sizes = { folder: '/cache', downloadBytes: 2000, keptBytes: 3000, peakDiskBytes: 6000 };
const step = (downloadedBytes: number) => ({
  type: 'step',
  step: 'downloading',
  fraction: 0.5,
  downloadedBytes,
});

/** Stands for the set-up: answers a plan, prints lines, and then does what a test wants. */
function setUpWith({
  plan = {},
  lines = [],
  ending = '',
  graphics = fitting,
  isInstalled = false,
}: {
  plan?: object;
  lines?: unknown[];
  ending?: string;
  graphics?: GraphicsReport;
  isInstalled?: boolean;
}) {
  const folder = mkdtempSync(join(tmpdir(), 'faceloom-cuda-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const script = join(folder, 'set-up.mjs');
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  writeFileSync(
    script,
    `if (process.argv.includes('--dry-run')) console.log(${JSON.stringify(
      JSON.stringify({ graphics: fitting, isReady: false, ...sizes, ...plan }),
    )});
    else if (process.argv.slice(2).join(' ') === '--cuda --yes --json') {
      process.stdout.write(${JSON.stringify(text === '' ? '' : `${text}\n`)});
      ${ending}
    }`,
  );
  const jobs = new Jobs(createLogger(() => undefined));
  const onReady = vi.fn(async () => undefined);
  const program = isInstalled ? undefined : { node: process.execPath, script };
  const setup = new CudaSetup({ program, graphics: async () => graphics, jobs, onReady });
  return { setup, jobs, onReady };
}

/** A set-up that goes on until it is told to stop, as the real one does. */
const untilStopped = `setInterval(() => {}, 1000);
  process.once('SIGTERM', () => { console.log('{"type":"interrupted"}'); process.exit(130); });`;

describe('whether a card can be set up', () => {
  it('is possible where one fits, with what it takes', async () => {
    expect(await setUpWith({}).setup.state()).toEqual({ state: 'possible', ...sizes });
  });

  it('was done before', async () => {
    expect(await setUpWith({ plan: { isReady: true } }).setup.state()).toEqual({ state: 'ready' });
  });

  it.each([
    ['no card fits', { graphics: { cards: [], fits: false, reason: 'No card.' } }, 'No card.'],
    ['the disk is full', { plan: { graphics: { cards: [], fits: false, reason: 'No disk.' } } }, 'No disk.'],
    ['the program is installed', { isInstalled: true }, 'A card can train.'],
  ])('is impossible where %s, and says why', async (_, world, reason) => {
    const { setup, jobs } = setUpWith(world);
    expect(await setup.state()).toMatchObject({ state: 'impossible', reason });
    await expect(setup.start()).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
    expect(jobs.list()).toEqual([]);
  });

  it('is a failure with a next step where the set-up says something else', async () => {
    await expect(setUpWith({ plan: { isReady: 'perhaps' } }).setup.state()).rejects.toMatchObject({
      data: { next: expect.stringContaining('terminal') },
    });
  });
});

describe('a set-up from the studio', () => {
  it('tells how many bytes it has fetched, and has cards tried anew at its end', async () => {
    const { setup, jobs, onReady } = setUpWith({
      lines: [step(500), step(2000), { type: 'ready', version: '2.21.0' }],
    });
    const ended = await jobs.whenEnded(await setup.start());
    expect(ended).toMatchObject({
      state: 'done',
      result: { kind: 'set-up-cuda', version: '2.21.0' },
      progress: { done: 2000, total: 2000, unit: 'bytes', note: 'downloading 50 %' },
    });
    expect(onReady).toHaveBeenCalledOnce();
  });

  it('that goes on is not begun twice, and stops when it is cancelled', async () => {
    const { setup, jobs, onReady } = setUpWith({ lines: [step(500)], ending: untilStopped });
    const id = await setup.start();
    await vi.waitFor(() => expect(jobs.get(id).progress?.done).toBe(500), { timeout: 300_000 });
    expect(await setup.start()).toBe(id);
    jobs.cancel(id);
    expect(await jobs.whenEnded(id)).toMatchObject({ state: 'cancelled' });
    expect(onReady).not.toHaveBeenCalled();
    expect(await setup.start()).not.toBe(id);
    await jobs.close();
  });

  it.each([
    ['says why', [{ type: 'failed', reason: 'g++ is missing.', next: 'Install it.' }], 'g++ is missing.'],
    ['ends in silence', [], 'without saying why'],
    ['prints something else', ['Segmentation fault'], 'without saying why'],
    ['ends in the middle', [step(500)], 'without saying why'],
  ])('fails with a next step when it %s', async (_, lines, message) => {
    const { setup, jobs, onReady } = setUpWith({ lines });
    expect(await jobs.whenEnded(await setup.start())).toMatchObject({
      state: 'failed',
      error: { message: expect.stringContaining(message), data: { next: expect.stringMatching(/\w\.$/) } },
    });
    expect(onReady).not.toHaveBeenCalled();
  });
});

it('finds the set-up of this checkout, and none in another folder', () => {
  expect(findCudaSetup(join(import.meta.dirname, '../../..'))?.script).toMatch(/setup-tensorflow\.ts$/);
  expect(findCudaSetup(tmpdir())).toBeUndefined();
});
