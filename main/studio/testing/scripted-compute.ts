import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { latentSpaceOf } from '../../contract/latents/space.ts';
import { shouldStop } from '../../contract/runs/limits.ts';
import type { BenchTask } from '../../protocol/bench.ts';
import type { EvaluateTask } from '../../protocol/evaluate.ts';
import type { DirectionsTask } from '../../protocol/latents.ts';
import type { ComputeTask, FromCompute, ToCompute } from '../../protocol/messages.ts';
import type { PixelBatch } from '../../protocol/pixels.ts';
import type { TrainTask } from '../../protocol/train.ts';
import type { ComputeExit, ComputeLauncher } from '../compute-process/compute-launcher.ts';
import { writeScriptedCheckpoint } from './scripted-checkpoint.ts';

/** Images per step of the script, and how often it makes one. */
const batchSize = 32;
const stepIntervalMs = 5;

/**
 * A launcher whose processes follow the protocol at once and compute nothing: the same messages and files as a real
 * training, for tests of everything around it.
 */
export const scriptedCompute: ComputeLauncher = () => new ScriptedProcess();

class ScriptedProcess {
  readonly pid = undefined;
  #onMessage: (message: FromCompute) => void = () => undefined;
  #onExit: (exit: ComputeExit) => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #pixels: Omit<PixelBatch, 'count' | 'data'> = { size: 32, channels: 3 };
  /** Numbers that one picture is drawn from. */
  #rowSize = 1;
  #train: { task: TrainTask; nimg: number } | undefined;

  onMessage(listener: (message: FromCompute) => void): void {
    this.#onMessage = listener;
  }

  onExit(listener: (exit: ComputeExit) => void): void {
    this.#onExit = listener;
  }

  kill(): void {
    this.#exit({ code: null, signal: 'SIGKILL', errorTail: '' });
  }

  /** Answers in a later turn, as a process would. */
  send(message: ToCompute): void {
    setImmediate(() => this.#receive(message));
  }

  #receive(message: ToCompute): void {
    if (message.type === 'task') this.#begin(message.task);
    else if (message.type === 'generate') {
      const { requestId, count } = message;
      this.#onMessage({ type: 'generated', requestId, pixels: this.#draw(count) });
    } else if (message.type === 'draw') {
      const { requestId, rows } = message;
      this.#onMessage({
        type: 'generated',
        requestId,
        pixels: this.#draw(rows.length / this.#rowSize),
      });
    } else if (message.type === 'score') {
      const score = { value: 0.1, n: 128, resizer: 'none' };
      this.#onMessage({
        type: 'scored',
        requestId: message.requestId,
        kid: score,
        coverage: score,
        cpuMs: 1,
      });
    } else if (message.type === 'find-faces') {
      this.#onMessage({ type: 'found-faces', requestId: message.requestId, faces: [], ms: 0 });
    } else if (message.type === 'group-faces') {
      this.#onMessage({ type: 'grouped-faces', requestId: message.requestId, groups: [] });
    } else this.#end(message.reason === 'pause' ? 'paused' : 'stopped');
  }

  /** 100 images a second, in memory that goes with the pictures of a step. */
  #measure({ config: { batchSize, microBatches }, steps }: BenchTask): void {
    this.#onMessage({ type: 'stepping', mode: 'eager' });
    this.#onMessage({ type: 'timed', done: steps, total: steps });
    this.#onMessage({
      type: 'benchmarked',
      engine: 'wasm',
      mode: 'eager',
      compileSeconds: 0,
      kernelsPerStep: 1,
      imagesPerSecond: 100,
      msPerStep: batchSize * 10,
      memoryBytes: (batchSize / microBatches) * 1e6,
    });
    this.#end('done');
  }

  #begin(task: ComputeTask): void {
    this.#onMessage({ type: 'ready', engine: 'wasm', version: '0.0.0', threads: 1, passedOver: [] });
    if (task.type === 'probe') {
      this.#end('done');
      return;
    }
    if (task.type === 'faces' || task.type === 'score') return;
    if (task.type === 'directions') {
      this.#findDirections(task);
      return;
    }
    if (task.type === 'project') {
      const { config, target } = task;
      const row = new Float32Array(config.latentSize * latentSpaceOf(config).stages.length).fill(0.5);
      const residual = { ssim: 0.5, psnr: 20, pixelError: 10 };
      this.#onMessage({ type: 'projected', row, residual, pixels: target });
      this.#end('done');
      return;
    }
    // Whoever needs files of models uses a real process.
    if (task.type === 'export' || task.type === 'import') {
      this.#end('done');
      return;
    }
    if (task.type === 'find-copies') {
      this.#onMessage({ type: 'found-copies', found: task.files.map(() => null), looked: 0, heldOut: 0 });
      this.#end('done');
      return;
    }
    if (task.type === 'evaluate') {
      this.#evaluate(task);
      return;
    }
    if (task.type === 'prove') throw new Error('a scripted engine is not proved');
    if (task.type === 'bench') {
      this.#measure(task);
      return;
    }
    this.#pixels = { size: task.config.resolution, channels: task.config.channels };
    if (task.type === 'sample')
      this.#rowSize = task.config.latentSize * latentSpaceOf(task.config).stages.length;
    if (task.type !== 'train') return;
    const { config } = task;
    if (task.checkpointDir === undefined && task.startDir !== undefined && existsSync(task.startDir))
      this.#onMessage({ type: 'took-over', generator: { taken: 3, layers: 4 } });
    const { gridRows: rows, gridColumns: columns } = config;
    const pixels = this.#draw(rows * columns);
    for (const kind of ['reals', 'fakes'] as const) {
      this.#onMessage({ type: 'sample', kind, nimg: 0, rows, columns, pixels });
    }
    this.#train = {
      task,
      nimg: task.checkpointDir === undefined ? 0 : Number(task.checkpointDir.slice(-11)),
    };
    this.#timer = setInterval(() => this.#step(), stepIntervalMs);
  }

  /** The axes. */
  #findDirections({ config: { latentSize }, count }: DirectionsTask): void {
    const vectors = new Float32Array(count * latentSize);
    for (let i = 0; i < count; i++) vectors[i * latentSize + i] = 1;
    this.#onMessage({ type: 'directions', vectors, shares: Array.from({ length: count }, () => 1 / count) });
    this.#end('done');
  }

  /** Says of everything that it cannot be measured. */
  #evaluate({ config, pixelsMissing, judge }: EvaluateTask): void {
    this.#pixels = { size: config.resolution, channels: config.channels };
    const refused = { reason: pixelsMissing ?? 'This is a script.' };
    const features = {
      kid: refused,
      fid: refused,
      precision: refused,
      recall: refused,
      density: refused,
      coverage: refused,
    };
    this.#onMessage({ type: 'working', done: 1, total: 2, unit: 'pictures', note: 'Pretending' });
    this.#onMessage({
      type: 'evaluated',
      engine: 'wasm',
      ...features,
      byEmbedding: { random: features, face: features, pixels: features },
      ...(judge ? { judgement: refused } : {}),
      msSsim: { value: 0.5, n: 1, resizer: 'none' },
      ssim: refused,
      psnr: refused,
      identityDistance: refused,
      memorisationPixels: refused,
      memorisationIdentity: refused,
      discriminatorTrained: refused,
      discriminatorHeldOut: refused,
      discriminatorFakes: refused,
      pictures: [{ name: 'samples', columns: 2, pixels: this.#draw(4) }],
    });
    this.#end('done');
  }

  #step(): void {
    if (this.#train === undefined) return;
    this.#train.nimg += batchSize;
    const { nimg } = this.#train;
    this.#onMessage({ type: 'steps', rows: [{ nimg, dLoss: 1, gLoss: 1, dReal: 0.5, dFake: 0.5 }] });
    this.#onMessage({ type: 'status', nimg, trainingSeconds: nimg / 1000, memoryBytes: 1_000_000 });
    // Whoever heard of the step may have ended the process.
    if (this.#train !== undefined && shouldStop(this.#train.task.config, { nimg }) === 'kimg')
      this.#end('finished');
  }

  #end(reason: Extract<FromCompute, { type: 'ended' }>['reason']): void {
    if (this.#train !== undefined) this.#saveCheckpoint(this.#train);
    this.#onMessage({ type: 'ended', reason });
    this.#exit({ code: 0, signal: null, errorTail: '' });
  }

  #saveCheckpoint({ task, nimg }: { task: TrainTask; nimg: number }): void {
    const name = writeScriptedCheckpoint(join(task.runDir, 'checkpoints'), task.config, nimg);
    this.#onMessage({ type: 'checkpoint', name, nimg, sizeBytes: name.length });
  }

  #draw(count: number): PixelBatch {
    const { size, channels } = this.#pixels;
    return { size, channels, count, data: new Uint8Array(count * size * size * channels).fill(128) };
  }

  #exit(exit: ComputeExit): void {
    clearInterval(this.#timer);
    this.#train = undefined;
    this.#onExit(exit);
    this.#onExit = () => undefined;
  }
}
