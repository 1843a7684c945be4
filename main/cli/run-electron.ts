import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { endingSignals } from '../contract/system/ending-signals.ts';
import { startedFileVariable } from '../contract/system/started-file.ts';
import { makeOwnedFolder } from '../disk/abandoned-folders.ts';
import { type ElectronEnd, explainElectronEnd } from '../setup/electron/start-failure.ts';
import { exitCodes } from './exit-codes.ts';
import { onEndingSignal } from './on-ending-signal.ts';

/** How a window came to its end: it was there, or could not be opened. */
export type WindowEnd = { exitCode: number } | { reason: string; next: string };

export interface RunElectronOptions {
  program: string;
  args: readonly string[];
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** Called once when Electron has said nothing for long; it may be waiting for a display that is gone. */
  onSlow?: () => void;
  slowMs?: number;
}

/** How much of Electron's standard error is kept until it has started, in characters. */
const keptErrors = 20_000;

/**
 * The window on this terminal, until it is closed; Ctrl-C reaches it too, and it ends in its own time. The program
 * writes a file once Electron is ready: an end before that is Electron's failure, which is put into words, and its own
 * lines are kept back.
 */
export async function runElectron(options: RunElectronOptions): Promise<WindowEnd> {
  const { program, args, cwd, env = process.env, onSlow, slowMs = 30_000 } = options;
  const dir = await makeOwnedFolder(tmpdir(), 'faceloom-start-');
  const startedFile = path.join(dir, 'started');
  let stderr = '';
  let hasStarted = false;
  const passOn = () => {
    hasStarted ||= existsSync(startedFile);
    if (!hasStarted && !env['FACELOOM_DEBUG']) return;
    process.stderr.write(stderr);
    stderr = '';
  };
  const watch = setInterval(passOn, 200);
  const slow = setTimeout(() => hasStarted || onSlow?.(), slowMs);
  // Before the program is there: a signal that came in between would end this process and leave the window alone.
  const stopForwarding = forwardSignals((name) => child.kill(name));
  const child = spawn(program, args, {
    cwd,
    env: { ...env, [startedFileVariable]: startedFile },
    stdio: ['inherit', 'inherit', 'pipe'],
  });
  child.stderr.on('data', (bytes: Buffer) => {
    stderr = (stderr + bytes.toString('utf8')).slice(-keptErrors);
    if (hasStarted) passOn();
  });
  try {
    const end = await endOf(child);
    passOn();
    // A second window hands over to the first and ends well before it is ready.
    if (hasStarted || end.code === 0) return { exitCode: end.code ?? exitCodes.failed };
    if (endingSignals.some((signal) => signal === end.signal)) return { exitCode: exitCodes.interrupted };
    return explainElectronEnd({
      ...end,
      stderr,
      program,
      head: await headOf(program),
      arch: process.arch,
      env,
    });
  } finally {
    clearInterval(watch);
    clearTimeout(slow);
    stopForwarding();
    await rm(dir, { recursive: true, force: true });
  }
}

/** The first bytes of a file; none where it cannot be read. */
async function headOf(file: string): Promise<Uint8Array> {
  try {
    await using handle = await open(file);
    return (await handle.read(Buffer.alloc(64), 0, 64, 0)).buffer;
  } catch {
    // That Electron did not start is told anyway; this would only have told more.
    return new Uint8Array();
  }
}

/** This process stays until the window has saved and closed; a terminal's Ctrl-C reaches the window by itself. */
const forwardSignals = (send: (name: NodeJS.Signals) => void): (() => void) =>
  onEndingSignal((name) => {
    if (name !== 'SIGINT') send(name);
  });

/** Time in which the last words of a program that has ended arrive, in milliseconds. */
const lastWordsMs = 1000;

type End = Pick<ElectronEnd, 'startError' | 'code' | 'signal'>;

const endOf = (child: ChildProcess) =>
  new Promise<End>((resolve) => {
    child.on('error', (error) => resolve({ startError: error.message, code: null, signal: null }));
    child.on('close', (code, signal) => resolve({ code, signal }));
    // A process of its own that outlives it may hold the line of its errors open.
    child.on('exit', (code, signal) => setTimeout(() => resolve({ code, signal }), lastWordsMs).unref());
  });
