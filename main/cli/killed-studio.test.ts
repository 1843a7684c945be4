import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { programEnvironment } from './testing/program-environment.ts';

const program = join(import.meta.dirname, 'faceloom.ts');
const State = z.looseObject({
  nimg: z.number(),
  files: z.record(z.string(), z.string()),
  control: z.unknown(),
});
const patience = { timeout: 300_000, interval: 50 };

/** The studio itself is killed, not its compute process: the training notices, and the run goes on bit by bit. */
describe('a studio that is killed while it trains', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
    for (let index = 0; index < 20; index++) {
      const background = { r: 12 * index, g: 90, b: 200 };
      await sharp({ create: { width: 40, height: 40, channels: 3, background } }).toFile(
        join(folder, `${index}.png`),
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
  const train = (name: string) =>
    start(
      name,
      'train',
      '--dataset',
      '.',
      '--engine',
      'wasm',
      '--kimg',
      '0.3',
      '--width',
      '4',
      '--deterministic',
    );
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

  it('goes on after the next start as if it had never been killed', async () => {
    const whole = train('whole');
    const killed = train('killed');
    // The first grid after some steps: it trains.
    const isTraining = () => {
      const found = runDir('killed');
      return found !== undefined && existsSync(found.checkpoints) && newest(found.checkpoints) !== undefined;
    };
    await vi.waitUntil(isTraining, patience);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    await finish(whole);
    const id = runDir('killed')?.id ?? '';
    await finish(start('killed', 'resume', id));
    expect(stateOf('killed')).toMatchObject({ nimg: 320, files: stateOf('whole').files });
    expect(stateOf('killed').control).toEqual(stateOf('whole').control);
  });
});
