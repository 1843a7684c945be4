import { fork } from 'node:child_process';
import { FromCompute } from '../../protocol/messages.ts';
import type { Logger } from '../base/log.ts';
import type { ComputeExit, ComputeLauncher, ComputeProcess } from './compute-launcher.ts';

/** How many characters of the process's standard error are kept for the reason of a crash. */
const errorTailLength = 4000;

/** Starts compute processes with plain Node; they end by themselves when this process goes. */
export function forkCompute(entry: string, log: Logger): ComputeLauncher {
  return (env) => {
    const child = fork(entry, [], {
      // Binary messages need the structured clone, JSON would inflate them.
      serialization: 'advanced',
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: ['--disable-warning=ExperimentalWarning', '--disable-warning=DEP0044'],
    });
    let errorTail = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errorTail = (errorTail + text).slice(-errorTailLength);
    });
    const started: ComputeProcess = {
      pid: child.pid,
      send(message) {
        // A process that has just died is reported by its exit, not here.
        if (child.connected) child.send(message, () => undefined);
      },
      onMessage(listener) {
        child.on('message', (raw) => {
          const message = FromCompute.safeParse(raw);
          if (message.success) listener(message.data);
          else {
            log.error('a compute process sent a malformed message and was ended', {
              issues: message.error.issues,
            });
            child.kill('SIGKILL');
          }
        });
      },
      onExit(listener) {
        let isOver = false;
        const end = (exit: ComputeExit) => {
          if (isOver) return;
          isOver = true;
          if (errorTail !== '')
            log.info('standard error of a compute process', { pid: child.pid, errorTail });
          listener(exit);
        };
        // `close` comes after the last message and the last of stderr; `error` when it could not start at all.
        child.on('close', (code, signal) => end({ code, signal, errorTail }));
        child.on('error', (error) => end({ code: null, signal: null, errorTail: error.message }));
      },
      kill: () => child.kill('SIGKILL'),
    };
    return started;
  };
}
