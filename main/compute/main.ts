import { StudioError } from '../contract/errors.ts';
import { bench } from './bench.ts';
import { loadEngine } from './engines/index.ts';
import { studioPort } from './port.ts';
import type { ComputeTask, FromCompute, PixelBatch, ToCompute } from './protocol.ts';
import { loadSampler } from './sampler.ts';
import { type TrainControl, train } from './trainer.ts';

/**
 * Entry of the compute process: takes one task from the studio, works on it, and exits. A failure is reported before
 * the process ends; a studio that goes away stops a training, which saves a checkpoint first.
 */
type GenerateMessage = Extract<ToCompute, { type: 'generate' }>;

const port = studioPort();
const control: TrainControl = {};
let draw: ((request: GenerateMessage) => PixelBatch) | undefined;

function receive(message: ToCompute): void {
  switch (message.type) {
    case 'task':
      run(message.task).then(end, fail);
      break;
    case 'generate':
      answer(message);
      break;
    case 'stop':
      control.stop = message.reason;
      // A sampler has nothing to finish; a training ends by itself, after its checkpoint.
      if (draw !== undefined) end('stopped');
      break;
  }
}

type Ending = Extract<FromCompute, { type: 'ended' }>['reason'];

/** Resolves with how the task ended; a sampler stays, so it resolves with nothing. */
async function run(task: ComputeTask): Promise<Ending | undefined> {
  const { id, version, threads, passedOver } = await loadEngine(task.engine, task.threads);
  const ready: FromCompute = { type: 'ready', engine: id, version, threads, passedOver };
  switch (task.type) {
    case 'probe':
      port.send(ready);
      return 'done';
    case 'bench':
      port.send(ready);
      port.send(bench(task));
      return 'done';
    case 'sample':
      // Ready means that the generator is loaded.
      draw = loadSampler(task.config, task.generatorFile);
      port.send(ready);
      return undefined;
    case 'train':
      port.send(ready);
      return train(task, control, port.send);
  }
}

function answer(request: GenerateMessage): void {
  try {
    if (draw === undefined) throw new Error('asked to generate before a generator was loaded');
    port.send({ type: 'generated', requestId: request.requestId, pixels: draw(request) });
  } catch (error) {
    fail(error);
  }
}

function end(reason: Ending | undefined): void {
  if (reason === undefined) return;
  port.send({ type: 'ended', reason });
  port.exit(0);
}

function fail(error: unknown): void {
  const known = error instanceof StudioError ? error : undefined;
  if (known === undefined) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  port.send({
    type: 'failed',
    error: known?.toReport() ?? {
      code: 'INTERNAL',
      message: error instanceof Error ? error.message : String(error),
      data: { next: 'Resume the run; if it happens again, look into the log.' },
    },
  });
  port.exit(1);
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
// Ctrl-C and a closing terminal reach every process of the group; the studio decides what they mean for this one.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);
port.onMessage(receive);
port.onClosed(() => {
  control.stop = 'pause';
  if (draw !== undefined) process.exit(0);
});
