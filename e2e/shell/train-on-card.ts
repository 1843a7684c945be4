import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { smallConfig, writeRandomPictures } from '../../main/compute/testing/small-runs.ts';
import { StudioError } from '../../main/contract/errors.ts';
import { gpuWindowOpener } from '../../main/desktop/gpu-window.ts';
import { utilityCompute } from '../../main/desktop/utility-compute.ts';
import type { TrainTask } from '../../main/protocol/train.ts';
import { createLogger } from '../../main/studio/base/log.ts';
import type { ComputeLauncher } from '../../main/studio/compute-process/compute-launcher.ts';
import { forkCompute } from '../../main/studio/compute-process/fork-compute.ts';
import { type ComputeSession, openSession } from '../../main/studio/compute-process/session.ts';
import { BrowserWindow, MessageChannelMain } from './electron-stand-in.ts';
import { closeGpuPages } from './gpu-page-stand-in.ts';
import { forkUtility } from './utility-process.ts';

/**
 * Trains with the built compute process: over Dawn of its own, and as a utility process through the hidden window; then
 * until that window's page crashes. Prints what came of each.
 */
const dir = process.env['STAND_IN_DIR'] ?? '';
const entry = path.join(import.meta.dirname, '../../dist/compute/main.js');
const log = createLogger(() => undefined);

/** The hidden window that was opened last. */
let opened: BrowserWindow | undefined;
class WatchedWindow extends BrowserWindow {
  constructor(...options: ConstructorParameters<typeof BrowserWindow>) {
    super(...options);
    opened = this;
  }
}
const throughWindow = utilityCompute(
  entry,
  {
    fork: (file, args, { env = {} }) => forkUtility(file, args, { env: { ...env } }) as never,
    kill: (pid) => void process.kill(pid, 'SIGKILL'),
    openGpuWindow: gpuWindowOpener(
      { BrowserWindow: WatchedWindow, MessageChannelMain } as never,
      'preload.cjs',
    ),
  },
  log,
);

const shape = { tickKimg: 0.012, gridRows: 2, gridColumns: 2 } as const;
const pixelsFile = writeRandomPictures(smallConfig('classic-mlp', shape), 24, dir);

/** How a training ended, and the SHA-256 of what it learnt. */
async function train(
  launch: ComputeLauncher,
  name: string,
  maxKimg: number,
  onSession: (session: ComputeSession) => void = () => undefined,
) {
  const runDir = path.join(dir, name);
  const task: TrainTask = {
    ...{ type: 'train', engine: 'webgpu', threads: 0, mode: 'graph' },
    ...{ runDir, pixelsFile, config: smallConfig('classic-mlp', { ...shape, maxKimg }) },
    checkpointIntervalSeconds: 3600,
  };
  const words = { subject: 'The training', next: 'Look here.' };
  const session = openSession({ launch, environmentFor: () => ({}) }, task, words);
  onSession(session);
  const ending = await session.ended.then(
    () => 'finished',
    (error: unknown) => (error instanceof StudioError ? error.toReport() : String(error)),
  );
  const learnt = globSync('checkpoints/*/*.safetensors', { cwd: runDir })
    .sort()
    .map(
      (file) =>
        `${file} ${createHash('sha256')
          .update(readFileSync(path.join(runDir, file)))
          .digest('hex')}`,
    );
  return { ending, learnt };
}

const here = await train(forkCompute(entry, log), 'here', 0.024);
const there = await train(throughWindow, 'there', 0.024);
const lost = await train(throughWindow, 'lost', 1000, (session) =>
  session.on('steps', () => opened?.webContents.emit('render-process-gone', {}, { reason: 'crashed' })),
);
closeGpuPages();
process.stdout.write(`\n${JSON.stringify({ here, there, lost })}\n`, () => process.exit(0));
