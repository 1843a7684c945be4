import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { z } from 'zod';

export const rootDir = path.join(import.meta.dirname, '..', '..');
const program = path.join(rootDir, 'main', 'cli', 'faceloom.ts');

/** Runs one command of the product to its end. */
export async function runCli(...args: string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [program, ...args], { cwd: rootDir });
}

const Served = z.object({ url: z.url() });

/** `faceloom serve` on a free port, as long as it lives. */
export interface Server {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

/** Starts `faceloom serve` and waits for its address. */
export async function startServer(libraryDir: string): Promise<Server> {
  const child = spawn(
    process.execPath,
    [program, 'serve', '--no-build', '--port', '0', '--library', libraryDir, '--json'],
    { cwd: rootDir, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const errors: string[] = [];
  child.stderr.on('data', (bytes: Buffer) => errors.push(bytes.toString('utf8')));
  const ended = once(child, 'exit');
  const line = await Promise.race([once(createInterface(child.stdout), 'line'), ended.then(() => undefined)]);
  if (line === undefined || child.pid === undefined)
    throw new Error(`The server did not start:\n${errors.join('')}`);
  const { url } = Served.parse(JSON.parse(String(line[0])));
  return { url, pid: child.pid, stop: () => stop(child, ended) };
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  await ended;
}
