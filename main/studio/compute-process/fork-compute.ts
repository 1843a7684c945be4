import { fork } from 'node:child_process';
import type { Logger } from '../base/log.ts';
import type { ComputeLauncher } from './compute-launcher.ts';
import { readExitStatus } from './exit-status.ts';
import { ProcessWatch } from './process-watch.ts';

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
    const kill = () => void child.kill('SIGKILL');
    const watch = new ProcessWatch(log, kill);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => watch.note(text));
    return {
      pid: child.pid,
      send(message) {
        // A process that has just died is reported by its exit, not here.
        if (child.connected) child.send(message, () => undefined);
      },
      onMessage: (listener) => void child.on('message', (raw) => watch.receive(raw, listener)),
      onExit(listener) {
        let isOver = false;
        const end = (code: number | null, signal: string | null) => {
          if (isOver) return;
          isOver = true;
          // Windows has no signals: what ended a process there is its code.
          const isCode = process.platform === 'win32' && code !== null && signal === null;
          listener(watch.exit(isCode ? readExitStatus(code) : { code, signal }, child.pid));
        };
        // `close` comes after the last message and the last of stderr; `error` when it could not start at all.
        child.on('close', end);
        child.on('error', (error) => {
          watch.note(`${error.message}\n`);
          if (child.pid === undefined) end(null, null);
        });
      },
      kill,
    };
  };
}
