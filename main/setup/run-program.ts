import { execFile } from 'node:child_process';

export interface CommandResult {
  /** True when the program ended by itself with code 0. */
  ok: boolean;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv | undefined;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
}

/** Runs a program without a shell and keeps what it printed; rejects only when aborted or when it cannot start. */
export function runProgram(program: string, args: readonly string[], options: CommandOptions = {}) {
  const { timeoutMs = 0, ...rest } = options;
  return new Promise<CommandResult>((resolve, reject) => {
    execFile(
      program,
      args,
      { ...rest, timeout: timeoutMs, maxBuffer: 64 * 2 ** 20, encoding: 'utf8' },
      (error, stdout, stderr) => {
        const neverStarted = error && typeof error.code === 'string';
        if (options.signal?.aborted) reject(options.signal.reason);
        else if (neverStarted) reject(error);
        else resolve({ ok: error === null, stdout, stderr });
      },
    );
  });
}

/** The last line of a program's output that says something, without addresses: fit to be shown to a person. */
export function lastUsefulLine(output: string): string {
  const lines = output
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(\[notice\]|WARNING: Retrying)/.test(line));
  const line = lines.findLast((text) => /\berror\b/i.test(text)) ?? lines.at(-1) ?? 'it gave no reason';
  return line
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '(address)')
    .replace(/\b(?:[a-z0-9-]+\.)+(?:com|dev|io|net|org)\b/gi, '(address)')
    .replace(/^error:\s*/i, '')
    .slice(0, 300);
}
