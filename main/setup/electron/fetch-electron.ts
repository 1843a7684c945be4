import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheDir } from '../cache.ts';
import { largestFileBytes } from '../largest-file.ts';
import { withLock } from '../lock.ts';
import type { ReportStep } from '../progress-line.ts';
import { lastUsefulLine } from '../run-program.ts';
import type { ElectronProblem } from './electron-record.ts';
import type { ElectronInstaller } from './find-electron.ts';

export interface FetchElectronOptions {
  report: ReportStep;
  signal?: AbortSignal;
  env?: NodeJS.ProcessEnv;
  /** Where the download grows; on the disk of the cache. */
  dir?: string;
  /** Silence after which a download is given up, in milliseconds. */
  idleMs?: number;
}

/**
 * Downloads Electron by its own `install-electron`, which checks what came against the checksums in the package, and
 * unpacks it. Gives the reason where that fails; rejects only when `signal` aborts.
 */
export async function fetchElectron(
  installer: ElectronInstaller,
  options: FetchElectronOptions,
): Promise<ElectronProblem | undefined> {
  const { report, signal, dir = cacheDir() } = options;
  const problem = (reason: string): ElectronProblem => ({
    at: 'fetch',
    reason: `Electron ${installer.version} could not be downloaded: ${reason.replace(/\.$/, '')}.`,
    next,
  });
  try {
    await mkdir(dir, { recursive: true });
    const waiting = {
      ...(signal ? { signal } : {}),
      timeoutMs: 15 * 60_000,
      onWait: () => report('waiting for another download'),
    };
    // Two starts at once would unpack into one folder.
    const failure = await withLock(path.join(dir, 'electron.lock'), waiting, () =>
      runInstaller(installer, { ...options, dir }),
    );
    signal?.throwIfAborted();
    return failure === undefined ? undefined : problem(failure);
  } catch (error) {
    signal?.throwIfAborted();
    return problem(error instanceof Error ? failureOf(error.message) : String(error));
  }
}

const next = 'Connect to the internet and run npm start -- --window.';

/** About what it weighs on each platform, in bytes; the package says nothing of it. */
export const usualBytes = 120e6;
const usualIdleMs = 60_000;

/** Runs the script; gives the reason of a failure as the end of a sentence. */
async function runInstaller(
  { version, script }: ElectronInstaller,
  { report, signal, env = process.env, dir, idleMs = usualIdleMs }: FetchElectronOptions & { dir: string },
): Promise<string | undefined> {
  // It ignores HTTPS_PROXY, unless Node's fetch is told to heed it; and it downloads into the system's folder for temporary files: in a folder of its own that can be measured.
  const tempDir = await mkdtemp(path.join(dir, 'electron-download-'));
  const child = spawn(process.execPath, [script], {
    env: {
      ...env,
      TMPDIR: tempDir,
      TEMP: tempDir,
      TMP: tempDir,
      ELECTRON_GET_NO_PROGRESS: '1',
      NODE_USE_ENV_PROXY: '1',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(signal ? { signal } : {}),
  });
  const step = `downloading ${version}, about ${usualBytes / 1e6} MB`;
  let errors = '';
  child.stderr.on('data', (bytes: Buffer) => {
    errors = (errors + bytes.toString('utf8')).slice(-8000);
  });
  let isIdle = false;
  let lastBytes = -1;
  let lastGrowth = performance.now();
  const measure = async () => {
    const bytes = await largestFileBytes(tempDir);
    if (bytes !== lastBytes) lastGrowth = performance.now();
    // When the file has gone into the cache, it is unpacked, which takes seconds.
    const isUnpacking = bytes === 0 && lastBytes > 0;
    lastBytes = Math.max(bytes, lastBytes);
    if (isUnpacking) report('unpacking');
    else report(step, Math.min(lastBytes / usualBytes, 0.99));
    if (performance.now() - lastGrowth < idleMs) return;
    isIdle = true;
    child.kill('SIGKILL');
  };
  report(step, 0);
  const timer = setInterval(() => void measure(), Math.min(500, idleMs / 2));
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', (error) => (signal?.aborted ? resolve(null) : reject(error)));
      child.on('close', resolve);
    });
    if (isIdle) return 'the network stopped answering';
    return code === 0 ? undefined : failureOf(errors);
  } finally {
    clearInterval(timer);
    await rm(tempDir, { recursive: true, force: true });
  }
}

/** What the installer's complaint comes to, first match first; from @electron/get, sumchecker and Node's fetch. */
const failures: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [
    /ChecksumMismatchError|did not match expected checksum/i,
    'what came is not the expected file, its checksum differs',
  ],
  [/ENOSPC/, 'the disk is full'],
  [/EACCES|EPERM|EROFS/, 'its folder may not be written'],
  [/Response code 407|proxy authentication/i, 'the proxy wants a password'],
  [/Response code (401|403)/, 'the server refused it'],
  [/Response code 404/, 'the server does not have it'],
  [/Response code \d+/, 'the server answered with an error'],
  [/CERT_|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|certificate/i, 'the certificate of the server is not trusted'],
  [/terminated|other side closed|ECONNRESET|UND_ERR_SOCKET|premature/i, 'the connection was cut'],
  [
    /fetch failed|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|UND_ERR/,
    'the network did not answer',
  ],
  [/end of central directory|invalid zip|extract/i, 'what came could not be unpacked'],
];

const failureOf = (errors: string): string =>
  failures.find(([pattern]) => pattern.test(errors))?.[1] ?? lastUsefulLine(errors);
