import type { FromCompute, ToCompute } from '../../protocol/messages.ts';

/** How a compute process ended. */
export interface ComputeExit {
  code: number | null;
  signal: string | null;
  /** The last of what it wrote to standard error. */
  errorTail: string;
}

/**
 * One running compute process, whatever started it: `child_process.fork` in plain Node, `utilityProcess` under
 * Electron. Messages that arrive are already parsed.
 */
export interface ComputeProcess {
  readonly pid: number | undefined;
  send(message: ToCompute): void;
  onMessage(listener: (message: FromCompute) => void): void;
  /** Called once, after the last message. */
  onExit(listener: (exit: ComputeExit) => void): void;
  /** Ends it at once (SIGKILL or its like). */
  kill(): void;
}

/** Starts compute processes; `env` is added to the environment before TensorFlow is loaded. */
export type ComputeLauncher = (env: Readonly<Record<string, string>>) => ComputeProcess;
