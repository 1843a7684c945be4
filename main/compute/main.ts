import { constants, setPriority } from 'node:os';
import { StudioError } from '../contract/errors.ts';
import { explainIfDiskError } from '../disk/disk-error.ts';
import { cardError } from '../graphics-cards/card-errors.ts';
import type { ComputeTask, FromCompute, ToCompute } from '../protocol/messages.ts';
import type { PixelBatch } from '../protocol/pixels.ts';
import { loadEngine } from './engines/index.ts';
import { studioPort } from './port.ts';
import { rankPort } from './training/ranks/rank-port.ts';
import { joinRanks } from './training/ranks/ranks.ts';
import type { TrainControl } from './training/trainer.ts';

/**
 * Entry of the compute process: takes one task from the studio, works on it, and exits. A failure is reported before
 * the process ends; a studio that goes away stops a training, which saves a checkpoint first.
 */
type Request = Extract<ToCompute, { requestId: number }>;
type RequestType = Request['type'];
type Answers = {
  [T in RequestType]?: (request: Extract<Request, { type: T }>) => FromCompute | Promise<FromCompute>;
};

/** Present in a process that shares a training with others. */
const ranks = joinRanks();
const port = ranks === undefined ? studioPort() : rankPort(ranks);
const control: TrainControl = {};
/** What a process that stays answers with; empty while it loads, and for tasks that end by themselves. */
let answers: Answers = {};
let isServing = false;
/** Requests are answered one after the other. */
let line: Promise<unknown> = Promise.resolve();

function receive(message: ToCompute): void {
  switch (message.type) {
    case 'task':
      run(message.task).then(end, fail);
      break;
    case 'stop':
      control.stop = message.reason;
      // A server has nothing to finish; a training ends by itself, after its checkpoint.
      if (isServing) end('stopped');
      break;
    default:
      line = line.then(() => answer(message)).catch(fail);
  }
}

type Ending = Extract<FromCompute, { type: 'ended' }>['reason'];

/**
 * Resolves with how the task ended; a process that answers requests stays, so it resolves with nothing. A process has one
 * task, and loads no more than that needs.
 */
async function run(task: ComputeTask): Promise<Ending | undefined> {
  // Before the engine starts its threads, which take over the priority.
  if (task.type === 'score') setPriority(constants.priority.PRIORITY_LOW);
  const { id, version, threads, passedOver } = await loadEngine(
    task.engine,
    task.threads,
    port.askForCard,
    task.forms,
  );
  const { settings } = task;
  const ready: FromCompute = { type: 'ready', engine: id, version, threads, passedOver, settings };
  switch (task.type) {
    case 'probe':
      port.send(ready);
      return 'done';
    case 'prove': {
      const { prove } = await import('./proof/prove.ts');
      port.send(ready);
      port.send(await prove(task, { id, version, threads }, port.send));
      return 'done';
    }
    case 'bench': {
      const { bench } = await import('./bench/bench.ts');
      port.send(ready);
      await bench(task, id, port.send);
      return 'done';
    }
    case 'bench-kernels': {
      const { benchKernels } = await import('./bench/bench-kernels.ts');
      port.send(ready);
      await benchKernels(task, port.send);
      return 'done';
    }
    case 'evaluate': {
      const { evaluate } = await import('./evaluation/evaluate.ts');
      port.send(ready);
      port.send(await evaluate(task, id, port.send));
      return 'done';
    }
    case 'find-copies': {
      const { findCopies } = await import('./evaluation/find-copies.ts');
      port.send(ready);
      port.send(await findCopies(task, id, port.send));
      return 'done';
    }
    case 'export': {
      const { exportModel } = await import('./models/export-model.ts');
      port.send(ready);
      port.send(await exportModel(task, port.send));
      return 'done';
    }
    case 'import': {
      const { importModel } = await import('./models/import-model.ts');
      port.send(ready);
      port.send(await importModel(task, port.send));
      return 'done';
    }
    case 'directions': {
      const { findDirections } = await import('./latents/directions/find-directions.ts');
      port.send(ready);
      port.send(findDirections(task, port.send));
      return 'done';
    }
    case 'project': {
      const { project } = await import('./latents/projection/project.ts');
      port.send(ready);
      port.send(await project(task, port.send));
      return 'done';
    }
    case 'sample': {
      const { loadFaceDrawer } = await import('./drawing/face-drawer.ts');
      const drawer = loadFaceDrawer(task.config, task.generatorFile);
      return serve(ready, {
        generate: async (request) => generated(request, await drawer.generate(request)),
        draw: async (request) => generated(request, await drawer.draw(request.rows)),
      });
    }
    case 'score': {
      const { loadQuickScorer } = await import('./evaluation/quick-scorer.ts');
      const score = await loadQuickScorer(task, id);
      return serve(ready, { score });
    }
    case 'faces': {
      const { loadFacesService } = await import('./faces/faces-service.ts');
      const answerRequest = await loadFacesService(id);
      return serve(ready, { 'find-faces': answerRequest, 'group-faces': answerRequest });
    }
    case 'train': {
      pauseOnSignal();
      if (ranks?.isLeader === false) {
        const { follow } = await import('./training/ranks/follow.ts');
        return follow(task, ranks);
      }
      const { train } = await import('./training/trainer.ts');
      const { alsoToTensorBoard } = await import('./tensorboard/event-log.ts');
      port.send(ready);
      return train(
        task,
        control,
        task.config.tensorBoard ? alsoToTensorBoard(task.runDir, port.send) : port.send,
        ranks,
      );
    }
  }
}

/**
 * A session or a service that ends tells all of its processes at once (systemd.kill(5), KillMode=control-group), so a
 * training does not wait for the studio's word.
 */
function pauseOnSignal(): void {
  process.on('SIGTERM', () => {
    control.stop ??= 'pause';
  });
}

const generated = ({ requestId }: Request, pixels: PixelBatch): FromCompute => ({
  type: 'generated',
  requestId,
  pixels,
});

/** Ready means that everything is loaded. */
function serve(ready: FromCompute, served: Answers): undefined {
  answers = served;
  isServing = true;
  port.send(ready);
}

async function answer<T extends RequestType>(request: Extract<Request, { type: T }>): Promise<void> {
  const handle = answers[request.type as T];
  if (handle === undefined) throw new Error(`asked to ${request.type} before it was loaded`);
  port.send(await handle(request));
}

function end(reason: Ending | undefined): void {
  if (reason === undefined) return;
  port.send({ type: 'ended', reason });
  port.exit(0);
}

function fail(error: unknown): void {
  const explained = explainIfDiskError(error);
  const text = error instanceof Error ? error.message : String(error);
  const known = explained instanceof StudioError ? explained : cardError(text);
  if (known !== error) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  port.send({
    type: 'failed',
    error: known?.toReport() ?? {
      code: 'INTERNAL',
      message: text,
      data: { next: 'Try again; if it happens again, look into the log.' },
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
  if (isServing) process.exit(0);
});
