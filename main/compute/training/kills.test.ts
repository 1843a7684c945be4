import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepRow } from '../../contract/runs/step-columns.ts';
import { planConfig, presets } from '../../presets/index.ts';
import { FromCompute, type ToCompute } from '../../protocol/messages.ts';
import { type RandomStream, randomStream } from '../../protocol/random.ts';
import type { TrainTask } from '../../protocol/train.ts';
import { loadEngine } from '../engines/index.ts';
import { loadNewestCheckpoint } from '../testing/newest-checkpoint.ts';
import { readEventFile } from '../testing/read-event-file.ts';
import { type CheckpointContent, loadCheckpoint } from './checkpoints/checkpoint.ts';
import { train } from './trainer.ts';

const entry = fileURLToPath(new URL('../main.ts', import.meta.url));
const kills = 100;
/** Runs that are killed side by side. */
const lanes = 4;

/** What a training is at some moment, apart from how long it took. */
const essence = ({ state: { trainingSeconds: _, ...state }, generator, training }: CheckpointContent) => ({
  state,
  generator,
  training,
});

/**
 * Trainings in real compute processes that save after every step and are killed at random moments: while they load,
 * step, save or report. Whatever they leave must be the same, bit by bit, as what a training that nobody disturbs has.
 */
describe('a training that is killed again and again', () => {
  let folder: string;
  const reference = new Map<number, ReturnType<typeof essence>>();
  const rows = new Map<number, StepRow>();

  beforeAll(async () => {
    await loadEngine('wasm', 0);
    folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
    const random = randomStream(0, 'pictures', 0);
    writeFileSync(
      join(folder, 'p.u8'),
      Uint8Array.from({ length: 40 * 28 ** 2 }, () => random.below(256)),
    );
    const header = { schemaVersion: 2, count: 40, heldOut: 6, size: 28, channels: 1, version: 'test' };
    writeFileSync(join(folder, 'p.json'), JSON.stringify(header));
    await train(task('undisturbed'), {}, (message) => {
      if (message.type === 'steps') for (const row of message.rows) rows.set(row.nimg, row);
      if (message.type === 'checkpoint') {
        const dir = join(folder, 'undisturbed', 'checkpoints', message.name);
        reference.set(message.nimg, essence(loadCheckpoint(dir)));
      }
    });
    expect([reference.size, rows.size]).toEqual([61, 60]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const task = (run: string, checkpointDir?: string): TrainTask => ({
    type: 'train',
    runDir: join(folder, run),
    pixelsFile: join(folder, 'p.u8'),
    config: {
      ...planConfig(presets['draft-32'], { seed: 3, datasetChannels: 1, imageCount: 3000, maxKimg: 0.24 }),
      // Which layers it has does not matter here, only that its steps are short: exact-resume.test.ts has convolutions.
      architecture: 'mlp',
      resolution: 28,
      generatorWidths: [4, 4],
      discriminatorWidths: [4, 4],
      latentSize: 8,
      batchSize: 4,
      r1IntervalSteps: 4,
      tickKimg: 0.04,
      gridRows: 2,
      gridColumns: 2,
      deterministic: true,
      tensorBoard: true,
    },
    engine: 'wasm',
    threads: 0,
    mode: 'auto',
    checkpointIntervalSeconds: 1e-6,
    ...(checkpointDir === undefined ? {} : { checkpointDir }),
  });

  /** The newest whole checkpoint of a run, compared with the undisturbed training at that moment. */
  function checkedCheckpoint(run: string): string | undefined {
    const checkpoints = join(folder, run, 'checkpoints');
    mkdirSync(checkpoints, { recursive: true });
    const found = loadNewestCheckpoint(checkpoints);
    if (found !== undefined)
      expect(essence(found.checkpoint)).toEqual(reference.get(found.checkpoint.state.nimg));
    return found?.dir;
  }

  /** Goes on with a run in a process of its own; kills it after some messages and a moment, unless that is undefined. */
  async function goOn(
    run: string,
    killAt?: { messages: number; ms: number },
  ): Promise<'killed' | 'finished'> {
    const checkpointDir = checkedCheckpoint(run);
    const child = fork(entry, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    // `exit` may come before the last messages.
    const ended = new Promise((resolve) => child.on('close', resolve));
    let ending: string | undefined;
    let messages = 0;
    let lastSaved = -1;
    const killSoon = async () => {
      await wait(killAt?.ms);
      child.kill('SIGKILL');
    };
    child.on('message', (raw) => {
      const message = FromCompute.parse(raw);
      messages += 1;
      if (message.type === 'ended') ending = message.reason;
      if (message.type === 'failed') ending = message.error.message;
      if (message.type === 'checkpoint') lastSaved = message.nimg;
      if (message.type === 'steps') for (const row of message.rows) expect(row).toEqual(rows.get(row.nimg));
      if (messages === killAt?.messages) void killSoon();
    });
    child.send({ type: 'task', task: task(run, checkpointDir) } satisfies ToCompute);
    if (killAt?.messages === 0) void killSoon();
    await ended;
    // What was said to be saved is there.
    const left = loadNewestCheckpoint(join(folder, run, 'checkpoints'));
    expect(left?.checkpoint.state.nimg ?? -1).toBeGreaterThanOrEqual(lastSaved);
    if (ending === undefined) return 'killed';
    expect(ending).toBe('finished');
    return 'finished';
  }

  /** As TensorBoard reads it: a file's start voids what earlier files said from that step on. */
  function checkEventLog(run: string): void {
    const dir = join(folder, run, 'tensorboard');
    let losses: { step: number; value: number }[] = [];
    for (const name of readdirSync(dir).sort()) {
      const { version, start, scalars } = readEventFile(join(dir, name));
      // A kill may have come before its first records were whole.
      if (scalars.length === 0) continue;
      expect([version, typeof start]).toEqual(['brain.Event:2', 'number']);
      losses = losses.filter(({ step }) => step < Number(start));
      losses.push(...scalars.filter(({ tag }) => tag === 'loss/discriminator'));
    }
    const steps = losses.map(({ step }) => step);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    expect(steps.at(-1)).toBe(240);
    for (const { step, value } of losses)
      expect(value).toBe(Math.fround(rows.get(step)?.dLoss ?? Number.NaN));
  }

  async function killAgainAndAgain(lane: number, times: number, random: RandomStream): Promise<void> {
    let killed = 0;
    for (let life = 0; killed < times; life++) {
      const run = `lane-${lane}-${life}`;
      let ending: 'killed' | 'finished' = 'killed';
      while (ending === 'killed' && killed < times) {
        // In the first messages it loads; a step and its checkpoint take some milliseconds.
        ending = await goOn(run, { messages: random.below(14), ms: random.uniform() * 40 });
        if (ending === 'killed') killed += 1;
      }
      if (ending === 'killed') expect(await goOn(run)).toBe('finished');
      const last = loadNewestCheckpoint(join(folder, run, 'checkpoints'))?.checkpoint;
      expect(last && essence(last)).toEqual(reference.get(240));
      checkEventLog(run);
      rmSync(join(folder, run), { recursive: true });
    }
  }

  it(`goes on bit by bit after each of ${kills} kills`, async () => {
    await Promise.all(
      Array.from({ length: lanes }, (_, lane) =>
        killAgainAndAgain(lane, kills / lanes, randomStream(7, 'kills', lane)),
      ),
    );
  });
});
