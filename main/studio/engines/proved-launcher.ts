import { type ErrorReport, StudioError } from '../../contract/errors.ts';
import type { Progress } from '../../contract/system/jobs.ts';
import type { ComputeTask, FromCompute, ToCompute } from '../../protocol/messages.ts';
import { xlaEnvironment } from '../compute-process/compute-environment.ts';
import type { ComputeExit, ComputeLauncher, ComputeProcess } from '../compute-process/compute-launcher.ts';
import { crashReason, isFault } from '../compute-process/crash-reason.ts';
import type { Chosen } from './choices.ts';
import { choose, passOver } from './choose-for-task.ts';
import type { ProvedEngines } from './proved-engines.ts';
import { SilenceWatch } from './silence-watch.ts';

/**
 * The one place where it is decided what a compute process runs with: a launcher whose processes start once their task is
 * known and an engine has proved itself for it. Whoever holds such a process does not see the difference, but for
 * `proving` messages while a proof is made, `chosen` when it starts, and `engine-failed` when what was chosen did.
 */
export function provedLauncher(
  launch: ComputeLauncher,
  engines: ProvedEngines,
  patienceMs: number = silenceMs,
): ComputeLauncher {
  return (environment) => {
    const listeners: ((message: FromCompute) => void)[] = [];
    const exits: ((exit: ComputeExit) => void)[] = [];
    const waiting: ToCompute[] = [];
    const abort = new AbortController();
    let started: { process: ComputeProcess; watch: SilenceWatch } | undefined;
    let isStarting = false;
    let isKilled = false;

    /** A process whose library is another one than was proved, or is gone since, is replaced before anybody hears of it. */
    async function start(task: ComputeTask): Promise<void> {
      const report = (progress: Progress) => tell({ type: 'proving', progress });
      const chosen = await choose(engines, task, { signal: abort.signal, report });
      if (abort.signal.aborted) return;
      if (chosen !== undefined) {
        const { candidate, goneCard } = chosen;
        const { settings, title } = candidate;
        tell({ type: 'chosen', settings, title, ...(goneCard === undefined ? {} : { goneCard }) });
      }
      const process = launch({ ...environmentWith(environment, chosen), ...chosen?.candidate.environment });
      let wrong: string | undefined;
      let isReady = false;
      /** What is to be remembered of its library before another process takes its place. */
      let replace: (() => void | Promise<void>) | undefined;
      let hasSaidHowItEnds = false;
      let told: ErrorReport | undefined;
      let fault: string | undefined;
      const watch = new SilenceWatch(task, patienceMs, () => {
        fault = `it hung, and said nothing for ${Math.round(patienceMs / 60_000)} minutes`;
        process.kill();
      });
      process.onMessage((message) => {
        if (replace !== undefined) return;
        watch.heard(message);
        isReady ||= message.type === 'ready';
        replace = chosen && whyReplaced(message, task, chosen, isReady);
        if (replace !== undefined) {
          started = undefined;
          process.kill();
          return;
        }
        if (message.type === 'engine-wrong')
          wrong = `It computed wrongly at work: ${message.operation}: ${message.reason}.`;
        hasSaidHowItEnds ||= message.type === 'ended' || message.type === 'failed';
        if (message.type === 'failed') told = message.error;
        tell(message);
      });
      process.onExit((how) => {
        watch.stop();
        // Ranks may also wait for each other, and say that it is not their engine's fault.
        const exit = fault === undefined ? how : { isEngineFault: true, ...how, fault };
        if (replace !== undefined) {
          Promise.resolve(replace())
            .then(() => start(task))
            .catch(fail);
          return;
        }
        const isSilent = !isKilled && !hasSaidHowItEnds;
        const failed =
          wrong === undefined ? (isSilent ? deathOf(exit) : undefined) : { isWrong: true, reason: wrong };
        const givenUp = failed ?? refusalOf(task, chosen, told);
        if (chosen === undefined || givenUp === undefined) return leave(exit);
        // Before anybody hears of the end, so that whoever begins again is given another.
        settle(chosen, task, givenUp).then(
          () => leave(exit),
          (error) => fail(error),
        );
      });
      started = { process, watch };
      process.send({ type: 'task', task: withChoice(task, chosen) });
      for (const message of waiting.splice(0)) send(message);
    }

    function whyReplaced(message: FromCompute, task: ComputeTask, chosen: Chosen, isReady: boolean) {
      if (message.type === 'ready' && (chosen.version ?? message.version) !== message.version)
        return () => engines.forget(chosen);
      // A card that is lost is told to the user, whose choice it may have been.
      const { device, trainsOnly } = chosen.candidate;
      const isCard = device !== undefined || (trainsOnly && task.engine !== 'auto');
      if (isReady || isCard || message.type !== 'failed') return undefined;
      const { code, message: reason } = message.error;
      return code === 'ENGINE_UNAVAILABLE' ? () => engines.missing(chosen, reason) : undefined;
    }

    function send(message: ToCompute): void {
      started?.watch.asked(message);
      started?.process.send(message);
    }

    async function settle(chosen: Chosen, task: ComputeTask, { isWrong, reason }: Failure): Promise<void> {
      const { settings, title } = chosen.candidate;
      if (isWrong) await engines.refuse(settings, reason, task.threads);
      const isPassedOver = isWrong || (await passOver(engines, task, chosen, reason));
      tell({ type: 'engine-failed', title, reason, isPassedOver });
    }

    function tell(message: FromCompute): void {
      for (const listener of listeners) listener(message);
    }

    function leave(exit: ComputeExit): void {
      for (const listener of exits) listener(exit);
    }

    /** Ends what waits for its engine, as a process would end that is told to; proofs for it end as well. */
    function leaveEarly(exit: ComputeExit, last?: FromCompute): void {
      if (abort.signal.aborted) return;
      abort.abort(new Error('ended before it started'));
      setImmediate(() => {
        if (last !== undefined) tell(last);
        leave(exit);
      });
    }

    function fail(error: unknown): void {
      if (abort.signal.aborted) return;
      const known =
        error instanceof StudioError
          ? error
          : new StudioError('INTERNAL', String(error), { next: 'Try again; the log says more.' });
      tell({ type: 'failed', error: known.toReport() });
      leave({ code: 1, signal: null, errorTail: '' });
    }

    return {
      get pid() {
        return started?.process.pid;
      },
      send(message) {
        if (started !== undefined) send(message);
        else if (message.type === 'task' && !isStarting) {
          isStarting = true;
          start(message.task).catch(fail);
        } else if (message.type === 'stop') {
          const reason = message.reason === 'pause' ? 'paused' : 'stopped';
          leaveEarly({ code: 0, signal: null, errorTail: '' }, { type: 'ended', reason });
        } else waiting.push(message);
      },
      onMessage: (listener) => void listeners.push(listener),
      onExit: (listener) => void exits.push(listener),
      kill() {
        isKilled = true;
        if (started !== undefined) started.process.kill();
        else leaveEarly({ code: null, signal: 'SIGKILL', errorTail: '' });
      },
    };
  };
}

interface Failure {
  isWrong: boolean;
  /** A full sentence about the engine. */
  reason: string;
}

/** What the end of a process that had not said how its task ends is to its engine; nothing where others ended it. */
const deathOf = (exit: ComputeExit): Failure | undefined =>
  isFault(exit)
    ? {
        isWrong: false,
        reason: `It ${exit.fault === undefined ? 'died' : 'failed'} at work: ${crashReason(exit)}.`,
      }
    : undefined;

/**
 * What a card that WebGPU reached says of itself when it cannot go on is a reason to take the next engine, unless it was asked
 * for. A card that is lost is tried once more, as a driver that was reset is well again; a plan looks itself for a batch that fits.
 */
function refusalOf(
  task: ComputeTask,
  chosen: Chosen | undefined,
  told: ErrorReport | undefined,
): Failure | undefined {
  if (told === undefined || task.engine !== 'auto' || chosen?.candidate.engine !== 'webgpu') return undefined;
  const isTraining = task.type === 'train';
  const isRefusal =
    told.code === 'ENGINE_UNAVAILABLE' ||
    (told.code === 'MEMORY_SHORT' && isTraining) ||
    (told.code === 'CARD_LOST' && (!isTraining || task.lostCard === true));
  return isRefusal ? { isWrong: false, reason: told.message } : undefined;
}

/**
 * A process that has work and says nothing for so long has hung. A step of the largest networks takes WebAssembly on a
 * small computer a quarter of an hour.
 */
const silenceMs = 30 * 60_000;

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
  const made = { ...task, engine, settings, forms: chosen.forms };
  return (made.type === 'train' || made.type === 'bench') && chosen.mode !== undefined
    ? { ...made, mode: chosen.mode }
    : made;
}
