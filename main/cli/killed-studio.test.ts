import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { cacheDir } from '../setup/cache.ts';
import { readMpiStatus } from '../setup/install-mpi.ts';
import { programEnvironment } from './testing/program-environment.ts';

const program = join(import.meta.dirname, 'faceloom.ts');
const State = z.looseObject({
  nimg: z.number(),
  files: z.record(z.string(), z.string()),
  control: z.unknown(),
});
const mpi = readMpiStatus(cacheDir());
const whyNoRanks =
  process.platform !== 'linux'
    ? ': processes of others are found through /proc'
    : mpi.installed
      ? ''
      : `: ${mpi.reason} ${mpi.next}`;
const patience = { timeout: 300_000, interval: 50 };

/** The studio itself is killed, not its compute process: the training notices, and the run goes on bit by bit. */
describe('a studio that is killed while it trains', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
    // Beside the libraries: a folder that holds them would be another dataset each time.
    mkdirSync(join(folder, 'faces'));
    for (let index = 0; index < 20; index++) {
      const background = { r: 12 * index, g: 90, b: 200 };
      // Too small for anybody to look for faces in them.
      await sharp({ create: { width: 36, height: 36, channels: 3, background } }).toFile(
        join(folder, 'faces', `${index}.png`),
      );
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const library = (name: string) => join(folder, `library-${name}`);

  const start = (name: string, ...args: string[]): ChildProcess =>
    spawn(process.execPath, [program, ...args, '--library', library(name), '--json'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'ignore'],
      env: programEnvironment(folder),
    });
  const recipe = [
    '--dataset',
    'faces',
    '--engine',
    'wasm',
    '--kimg',
    '0.3',
    '--width',
    '4',
    '--deterministic',
  ];
  const train = (name: string, ...more: string[]) => start(name, 'train', ...recipe, ...more);
  async function finish(child: ChildProcess): Promise<void> {
    expect((await once(child, 'exit'))[0]).toBe(0);
  }
  const runDir = (name: string) => {
    const runs = join(library(name), 'runs');
    const [id] = existsSync(runs) ? readdirSync(runs) : [];
    return id === undefined ? undefined : { id, checkpoints: join(runs, id, 'checkpoints') };
  };
  const newest = (checkpoints: string) =>
    readdirSync(checkpoints)
      .filter((name) => /^\d+$/.test(name))
      .sort()
      .at(-1);
  const stateOf = (name: string) => {
    const { checkpoints } = runDir(name) ?? { checkpoints: '' };
    return State.parse(
      JSON.parse(readFileSync(join(checkpoints, newest(checkpoints) ?? '', 'state.json'), 'utf8')),
    );
  };

  /** Trains, and is killed once there is a checkpoint. */
  async function trainUntilKilled(name: string, ...more: string[]): Promise<void> {
    const killed = train(name, ...more);
    const isTraining = () => {
      const found = runDir(name);
      return found !== undefined && existsSync(found.checkpoints) && newest(found.checkpoints) !== undefined;
    };
    await vi.waitUntil(isTraining, patience);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
  }

  /** As one that was never killed. */
  function isAsWhole(name: string, whole: string): void {
    expect(stateOf(name)).toMatchObject({ nimg: 320, files: stateOf(whole).files });
    expect(stateOf(name).control).toEqual(stateOf(whole).control);
  }

  it('goes on after the next start as if it had never been killed', async () => {
    const whole = train('whole');
    await trainUntilKilled('killed');
    await finish(whole);
    await finish(start('killed', 'resume', runDir('killed')?.id ?? ''));
    isAsWhole('killed', 'whole');
  });

  it.skipIf(whyNoRanks !== '')(`takes its ranks with it, and goes on with others${whyNoRanks}`, async () => {
    await finish(train('one', '--set', 'microBatches=2'));
    await trainUntilKilled('ranks', '--set', 'microBatches=2', '--ranks', '2');
    // Rank 0 notices at once that nobody listens, and mpirun ends the others with it.
    await vi.waitUntil(() => processesAt(folder).length === 0, { timeout: 300_000, interval: 200 });
    await finish(start('ranks', 'resume', runDir('ranks')?.id ?? '', '--ranks', '2'));
    isAsWhole('ranks', 'one');
  });
});

/** Processes whose home is this folder, as those are that a test has started and what they start. */
function processesAt(home: string): number[] {
  const isAt = (pid: number) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`HOME=${home}`);
    } catch {
      // It has just ended.
      return false;
    }
  };
  return readdirSync('/proc').map(Number).filter(isAt);
}
