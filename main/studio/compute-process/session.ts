import { StudioError } from '../../contract/errors.ts';
import {
  answerTypes,
  type ComputeRequest,
  type ComputeTask,
  type FromCompute,
  type Message,
  type ToCompute,
} from '../../protocol/messages.ts';
import type { ComputeExit, ComputeProcess } from './compute-launcher.ts';
import type { ComputeProcesses } from './compute-processes.ts';
import { type CrashWords, endError } from './crash-reason.ts';

/** One compute process and its task, from the start to a reason for its end. */
export interface ComputeSession {
  /** Resolved when the engine works, and what the task needs is loaded; rejected with why that never was. */
  readonly ready: Promise<Message<'ready'>>;
  /** Resolved when the process has done its task and is gone; rejected with why it ended before. */
  readonly ended: Promise<void>;
  /** A listener that throws ends the process, with its error as the reason. */
  on<T extends FromCompute['type']>(type: T, listener: (message: Message<T>) => void): void;
  /** Tells a training or a service to end by itself. */
  stop(reason: 'pause' | 'stop'): void;
  /** Asks a process that answers requests, as soon as it is ready; rejected with why it ended. */
  ask<R extends Request>(request: R): Promise<Answer<R['type']>>;
  /** Ends the process at once; the first reason is the one that counts. */
  kill(reason: unknown): void;
}

/** A request as one asks it: the session gives it its number. */
export type Request = ComputeRequest extends infer R
  ? R extends ComputeRequest
    ? Omit<R, 'requestId'>
    : never
  : never;

export type Answer<T extends ComputeRequest['type'] = ComputeRequest['type']> = Message<
  (typeof answerTypes)[T]
>;

export interface SessionOptions extends CrashWords {
  /** An abort ends the process at once, with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** Starts a compute process for a task. What goes wrong is told by `ready`, `ended` and what was asked, never thrown. */
export function openSession(
  { launch, environmentFor }: ComputeProcesses,
  task: ComputeTask,
  options: SessionOptions,
): ComputeSession {
  const ready = Promise.withResolvers<Message<'ready'>>();
  const ended = Promise.withResolvers<void>();
  // Whoever waits for one of them hears of a failure; that nobody waits is not a fault.
  for (const { promise } of [ready, ended]) promise.catch(() => undefined);
  const listeners = new Map<FromCompute['type'], ((message: FromCompute) => void)[]>();
  const asked = new Map<number, { resolve(answer: FromCompute): void; reject(reason: unknown): void }>();
  const unsent: ToCompute[] = [{ type: 'task', task }];
  let process: ComputeProcess | undefined;
  let requests = 0;
  let isDone = false;
  let failure: StudioError | undefined;
  let killed: { reason: unknown } | undefined;
  let over: { reason: unknown } | undefined;
  let leaving: NodeJS.Timeout | undefined;

  const { signal } = options;
  const abort = () => kill(signal?.reason);
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  start().catch((error: unknown) => kill(error));

  async function start(): Promise<void> {
    if (over !== undefined) return;
    const environment = await environmentFor(task);
    // It may have been ended meanwhile.
    if (over !== undefined) return;
    process = launch(environment);
    process.onMessage(receive);
    process.onExit((exit) => finish(exit));
    for (const message of unsent.splice(0)) process.send(message);
  }

  function receive(message: FromCompute): void {
    try {
      if (message.type === 'ready') ready.resolve(message);
      else if (message.type === 'failed') failure = StudioError.fromReport(message.error);
      else if (message.type === 'ended') isDone = true;
      else if ('requestId' in message) asked.get(message.requestId)?.resolve(message);
      // A library may hang while its process exits, which keeps nobody waiting: all that mattered was said.
      if (failure !== undefined || isDone) leaving ??= setTimeout(() => process?.kill(), leavingMs).unref();
      for (const listener of listeners.get(message.type) ?? []) listener(message);
    } catch (error) {
      kill(error);
    }
  }

  function finish(exit: ComputeExit): void {
    if (over !== undefined) return;
    clearTimeout(leaving);
    signal?.removeEventListener('abort', abort);
    over = killed ?? { reason: failure ?? endError(exit, options) };
    if (isDone && killed === undefined) ended.resolve();
    else ended.reject(over.reason);
    ready.reject(over.reason);
    for (const { reject } of asked.values()) reject(over.reason);
  }

  function send(message: ToCompute): void {
    if (process === undefined) unsent.push(message);
    else process.send(message);
  }

  function kill(reason: unknown): void {
    if (over !== undefined) return;
    killed ??= { reason };
    if (process === undefined) finish(neverStarted);
    else process.kill();
  }

  return {
    ready: ready.promise,
    ended: ended.promise,
    on(type, listener) {
      const others = listeners.get(type) ?? [];
      // It is only called with messages of its type.
      listeners.set(type, [...others, listener as (message: FromCompute) => void]);
    },
    stop: (reason) => send({ type: 'stop', reason }),
    async ask<R extends Request>(request: R) {
      await ready.promise;
      if (over !== undefined) throw over.reason;
      const requestId = ++requests;
      const answer = Promise.withResolvers<Answer<R['type']>>();
      const isAnswer = (message: FromCompute): message is Answer<R['type']> =>
        message.type === answerTypes[request.type];
      asked.set(requestId, {
        resolve(message) {
          if (isAnswer(message)) answer.resolve(message);
          else throw new Error(`${request.type} was answered with ${message.type}`);
        },
        reject: answer.reject,
      });
      send({ ...request, requestId } as ComputeRequest);
      return answer.promise.finally(() => asked.delete(requestId));
    },
    kill,
  };
}

/** How long a process may take to exit once it has said how its task ended; a busy machine needs seconds. */
const leavingMs = 60_000;

const neverStarted: ComputeExit = { code: null, signal: null, errorTail: '' };
