import { StudioError } from '../../contract/errors.ts';
import type { Progress } from '../../contract/system/jobs.ts';
import type { ComputeTask, FromCompute, ToCompute } from '../../protocol/messages.ts';
import { xlaEnvironment } from '../compute-process/compute-environment.ts';
import type { ComputeExit, ComputeLauncher, ComputeProcess } from '../compute-process/compute-launcher.ts';
import { crashReason } from '../compute-process/crash-reason.ts';
import type { Asking, Chosen } from './choices.ts';
import type { ProvedEngines } from './proved-engines.ts';

/** How a process ends whose engine does what this processor cannot; a person and a full memory kill otherwise. */
const faultSignals: ReadonlySet<string> = new Set(['SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGBUS']);

/**
 * The one place where it is decided what a compute process runs with: a launcher whose processes start once their task is
 * known and an engine has proved itself for it. Whoever holds such a process does not see the difference, but for
 * `proving` messages while a proof is made.
 */
export function provedLauncher(launch: ComputeLauncher, engines: ProvedEngines): ComputeLauncher {
  return (environment) => {
    const listeners: ((message: FromCompute) => void)[] = [];
    const exits: ((exit: ComputeExit) => void)[] = [];
    const waiting: ToCompute[] = [];
    const abort = new AbortController();
    let chosen: Chosen | undefined;
    let threads = 0;
    let started: ComputeProcess | undefined;
    let isStarting = false;

    async function start(task: ComputeTask): Promise<void> {
      const report = (progress: Progress) => tell({ type: 'proving', progress });
      threads = task.threads;
      chosen = await choose(engines, task, { signal: abort.signal, report });
      if (abort.signal.aborted) return;
      started = launch({ ...environmentWith(environment, chosen), ...chosen?.candidate.environment });
      started.onMessage(tell);
      started.onExit((exit) => {
        if (exit.signal !== null && faultSignals.has(exit.signal))
          refuse(`It died at work: ${crashReason(exit)}.`);
        for (const listener of exits) listener(exit);
      });
      started.send({ type: 'task', task: withChoice(task, chosen) });
      for (const message of waiting.splice(0)) started.send(message);
    }

    function refuse(reason: string): void {
      if (chosen !== undefined)
        engines.refuse(chosen.candidate.settings, reason, threads).catch(() => undefined);
    }

    function tell(message: FromCompute): void {
      if (message.type === 'engine-wrong') refuse(`At work, ${message.operation}: ${message.reason}.`);
      for (const listener of listeners) listener(message);
    }

    function fail(error: unknown): void {
      if (!abort.signal.aborted) {
        const known =
          error instanceof StudioError
            ? error
            : new StudioError('INTERNAL', String(error), { next: 'Try again; the log says more.' });
        tell({ type: 'failed', error: known.toReport() });
      }
      const exit: ComputeExit = abort.signal.aborted
        ? { code: null, signal: 'SIGKILL', errorTail: '' }
        : { code: 1, signal: null, errorTail: '' };
      for (const listener of exits) listener(exit);
    }

    return {
      get pid() {
        return started?.pid;
      },
      send(message) {
        if (started !== undefined) started.send(message);
        else if (message.type === 'task' && !isStarting) {
          isStarting = true;
          start(message.task).catch(fail);
        } else waiting.push(message);
      },
      onMessage: (listener) => void listeners.push(listener),
      onExit: (listener) => void exits.push(listener),
      kill() {
        if (started !== undefined) started.kill();
        else if (!abort.signal.aborted) {
          abort.abort(new Error('ended before it started'));
          setImmediate(() => fail(undefined));
        }
      },
    };
  };
}

/** What a task is to run with; nothing for those that try engines themselves. */
async function choose(
  engines: ProvedEngines,
  task: ComputeTask,
  asking: Asking,
): Promise<Chosen | undefined> {
  switch (task.type) {
    case 'probe':
    case 'prove':
      return undefined;
    case 'train':
    case 'bench':
      return engines.forRun(
        task.config,
        task.engine,
        { asked: task.asked ?? task.mode, expected: task.mode === 'auto' ? 'graph' : task.mode },
        task.threads,
        asking,
      );
    case 'faces':
      return engines.forFaces(task.engine, asking);
    default:
      return engines.forWork(task.engine, task.threads, asking);
  }
}

/** Whether XLA compiles is said by the environment; another mode than the one that was thought of may have been faster. */
function environmentWith(
  { TF_XLA_FLAGS: flags, ...others }: Readonly<Record<string, string>>,
  chosen: Chosen | undefined,
): Readonly<Record<string, string>> {
  if (chosen?.mode === undefined) return flags === undefined ? others : { ...others, TF_XLA_FLAGS: flags };
  return chosen.mode === 'graph+xla' ? { ...others, ...xlaEnvironment } : others;
}

function withChoice(task: ComputeTask, chosen: Chosen | undefined): ComputeTask {
  if (chosen === undefined) return task;
  const { engine, settings } = chosen.candidate;
  const made = { ...task, engine, settings };
  return (made.type === 'train' || made.type === 'bench') && chosen.mode !== undefined
    ? { ...made, mode: chosen.mode }
    : made;
}
