import type { FromCompute, ToCompute } from '../../protocol/messages.ts';

/** Starts compute processes; `env` is added to the environment before TensorFlow is loaded. */
export type ComputeLauncher = (env: Readonly<Record<string, string>>) => ComputeProcess;

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

/** How a compute process ended. */
export interface ComputeExit {
  /** Null when a signal ended it, and when it could not be started. */
  code: number | null;
  /** Name of the signal that ended it: SIGKILL, SIGSEGV … */
  signal: string | null;
  /** The last of what it wrote to standard error. */
  errorTail: string;
  /** What it did, as a half sentence, where it was ended for that. */
  fault?: string;
  /** Whether its engine is to blame, where whoever started it knows; otherwise its code and signal tell. */
  isEngineFault?: boolean;
}
