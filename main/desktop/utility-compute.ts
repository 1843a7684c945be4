import type { ForkOptions, UtilityProcess } from 'electron';
import { FromCompute } from '../protocol/messages.ts';
import type { Logger } from '../studio/base/log.ts';
import type { ComputeLauncher } from '../studio/compute-process/compute-launcher.ts';

/** How many characters of the process's standard error are kept for the reason of a crash. */
const errorTailLength = 4000;

/** `utilityProcess.fork`, and the way to end a process that no longer listens. */
export interface UtilityHost {
  fork(entry: string, args: string[], options: ForkOptions): UtilityProcess;
  kill(pid: number): void;
}

/** Starts compute processes with Electron's utilityProcess, which works where its binary cannot run as Node. */
export function utilityCompute(entry: string, host: UtilityHost, log: Logger): ComputeLauncher {
  return (env) => {
    const child = host.fork(entry, [], {
      serviceName: 'Faceloom compute',
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errorTail = '';
    const note = (text: string) => {
      errorTail = (errorTail + text).slice(-errorTailLength);
    };
    child.stderr?.on('data', (bytes: Buffer) => note(bytes.toString('utf8')));
    child.on('error', (type, location) => note(`${type} at ${location}\n`));
    // utilityProcess.kill() asks politely; a process deep inside TensorFlow does not hear it.
    const kill = () => {
      if (child.pid !== undefined) host.kill(child.pid);
    };
    return {
      get pid() {
        return child.pid;
      },
      send: (message) => child.postMessage(message),
      onMessage(listener) {
        child.on('message', (raw: unknown) => {
          const message = FromCompute.safeParse(raw);
          if (message.success) return listener(message.data);
          log.error('a compute process sent a malformed message and was ended', {
            issues: message.error.issues,
          });
          kill();
        });
      },
      onExit(listener) {
        child.once('exit', (code) => {
          if (errorTail !== '') log.info('standard error of a compute process', { errorTail });
          listener({ code, signal: null, errorTail });
        });
      },
      kill,
    };
  };
}
