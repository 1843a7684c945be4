import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { StudioError } from '../../contract/errors.ts';
import type { JobId } from '../../contract/ids.ts';
import type { CudaSetup as CudaSetupState } from '../../contract/system/cuda-setup.ts';
import type { GraphicsReport } from '../../contract/system/graphics-cards.ts';
import { CudaSetupPlan, type CudaSetupProgram, SetupMessage } from '../../graphics-cards/cuda-setup.ts';
import type { JobContext, Jobs } from '../jobs/jobs.ts';
import { ProgressMeter } from '../jobs/progress-meter.ts';

export interface CudaSetupOptions {
  /** Absent where nothing can be set up, as in an installed program. */
  program: CudaSetupProgram | undefined;
  graphics: () => Promise<GraphicsReport>;
  jobs: Jobs;
  /** Called when it is set up: what was found out about the cards before is out of date. */
  onReady(): Promise<void>;
}

/**
 * Sets TensorFlow's CUDA build up while the studio is open. The set-up is a program of its own, the same that
 * `npm run setup:tensorflow -- --cuda` starts: it must not depend on the studio, nor the studio on it.
 */
export class CudaSetup {
  readonly #options: CudaSetupOptions;

  constructor(options: CudaSetupOptions) {
    this.#options = options;
  }

  /** What can be done here; asks the set-up only where a card fits, which takes about a second. */
  async state(): Promise<CudaSetupState> {
    const { program } = this.#options;
    const seen = await this.#options.graphics();
    if (!seen.fits || program === undefined) return refused(seen);
    const { graphics, isReady, ...sizes } = await plan(program);
    return isReady ? { state: 'ready' } : graphics.fits ? { state: 'possible', ...sizes } : refused(graphics);
  }

  /** Begins it, unless it goes on already. Throws ENGINE_UNAVAILABLE where it cannot be done. */
  async start(): Promise<JobId> {
    const { program, jobs } = this.#options;
    const running = jobs.list().find(({ kind, state }) => kind === 'set-up-cuda' && state === 'running');
    if (running !== undefined) return running.id;
    const state = await this.state();
    if (program === undefined || state.state === 'impossible')
      throw new StudioError('ENGINE_UNAVAILABLE', 'TensorFlow for graphics cards cannot be set up here.', {
        next: 'Settings say why, and what helps.',
      });
    const total = state.state === 'possible' ? state.downloadBytes : 0;
    const description = { kind: 'set-up-cuda', title: 'TensorFlow for graphics cards' } as const;
    return jobs.start(description, async (context) => {
      const version = await setUp(program, total, context);
      await this.#options.onReady();
      return { kind: 'set-up-cuda', version };
    }).id;
  }
}

const refused = ({ reason, next }: GraphicsReport): CudaSetupState => ({
  state: 'impossible',
  reason,
  ...(next === undefined ? {} : { next }),
});

async function plan({ node, script }: CudaSetupProgram): Promise<CudaSetupPlan> {
  const child = spawn(node, [script, '--cuda', '--dry-run', '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed += text;
  });
  try {
    await once(child, 'close');
    return CudaSetupPlan.parse(JSON.parse(printed));
  } catch (cause) {
    throw broken(cause);
  }
}

/** Runs the set-up to its end; returns the version. When it is cancelled, what was fetched is kept. */
async function setUp(
  { node, script }: CudaSetupProgram,
  totalBytes: number,
  { signal, report }: JobContext,
): Promise<string> {
  const child = spawn(node, [script, '--cuda', '--yes', '--json'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  const meter = new ProgressMeter('bytes');
  let last: SetupMessage | undefined;
  try {
    const ended = once(child, 'close');
    // Heard below; a program that cannot start prints no lines.
    ended.catch(() => undefined);
    if (signal.aborted) stop();
    for await (const line of createInterface(child.stdout)) {
      last = SetupMessage.parse(JSON.parse(line));
      if (last.type !== 'step') continue;
      const percent = last.fraction === undefined ? '' : ` ${Math.floor(Math.min(last.fraction, 1) * 100)} %`;
      report(meter.read(last.downloadedBytes, totalBytes, `${last.step}${percent}`));
    }
    await ended;
  } catch (cause) {
    stop();
    throw broken(cause);
  } finally {
    signal.removeEventListener('abort', stop);
  }
  if (last?.type === 'ready') return last.version;
  if (signal.aborted || last?.type === 'interrupted')
    throw new StudioError('CANCELLED', 'The set-up was stopped.', { next: 'Start it again: it goes on.' });
  if (last?.type === 'failed')
    throw new StudioError('ENGINE_UNAVAILABLE', last.reason, {
      next: last.next ?? 'Training works on the processor meanwhile.',
    });
  throw broken(new Error(`the set-up ended after ${JSON.stringify(last)}`));
}

const broken = (cause: unknown) =>
  new StudioError(
    'ENGINE_UNAVAILABLE',
    'The set-up of TensorFlow for graphics cards ended without saying why.',
    { next: 'Set it up in a terminal, which says more: see “Engines” in the manual.' },
    { cause },
  );
