import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../contract/errors.ts';
import { sha256File } from '../disk/sha256-file.ts';
import { expectedChecksum, rememberChecksum } from './checksums.ts';
import { largestFileBytes } from './largest-file.ts';
import type { ReportStep } from './progress-line.ts';
import { lastUsefulLine, runProgram } from './run-program.ts';
import type { Wheel } from './wheels.ts';

interface FetchOptions {
  python: string;
  /** File with the checksums of wheels that are not pinned. */
  checksums: string;
  report: ReportStep;
  /** Told of the bytes of this wheel that were fetched so far. */
  onDownloaded?: ((bytes: number) => void) | undefined;
  signal?: AbortSignal | undefined;
  env?: NodeJS.ProcessEnv | undefined;
}

/** Fetches a wheel into `dir` with pip, honouring the user's own pip settings, and checks it; returns its path. */
export async function fetchWheel(wheel: Wheel, dir: string, options: FetchOptions): Promise<string> {
  const file = path.join(dir, wheel.file);
  const expected = await expectedChecksum(wheel, options.checksums);
  // A download that was complete when the set-up was killed is taken up again.
  if (existsSync(file) && expected === (await sha256File(file, options.signal))) return file;
  await rm(file, { force: true });
  await download(wheel, dir, options);
  options.report('checking the download');
  if (!existsSync(file)) throw otherFile(wheel);
  const sha256 = await sha256File(file, options.signal);
  if (expected === undefined) await rememberChecksum(wheel, sha256, options.checksums);
  if (expected === undefined || expected === sha256) return file;
  await rm(file, { force: true });
  throw new StudioError(
    'ENGINE_UNAVAILABLE',
    `The downloaded ${wheel.file} is not the expected file: its checksum differs.`,
    {
      next:
        wheel.sha256 === 'first-use'
          ? `The package index serves another file than the first time. If that is right, delete ${options.checksums}, then run npm run setup:tensorflow.`
          : 'Run npm run setup:tensorflow again; if the message stays, the package index in use serves another file under this name.',
      subject: wheel.file,
    },
  );
}

const otherFile = ({ requirement, file }: Wheel): StudioError =>
  new StudioError('ENGINE_UNAVAILABLE', `pip fetched another file than ${file} for ${requirement}.`, {
    next: 'Report this, with the output of "python3 -m pip --version".',
    subject: file,
  });

async function download(
  wheel: Wheel,
  dir: string,
  { python, report, onDownloaded, signal, env = process.env }: FetchOptions,
) {
  // pip writes below TMPDIR while it downloads: inside `dir` that is on the right disk, can be measured, and is cleaned up.
  const tempDir = path.join(dir, 'pip');
  await mkdir(tempDir, { recursive: true });
  const step = `downloading ${wheel.requirement} (${Math.round(wheel.sizeBytes / 1e6)} MB)`;
  report(step, 0);
  let hasEnded = false;
  const measure = async () => {
    const bytes = Math.min(await largestFileBytes(dir), wheel.sizeBytes);
    if (hasEnded) return;
    onDownloaded?.(bytes);
    report(step, bytes / wheel.sizeBytes);
  };
  const timer = setInterval(() => void measure(), 500);
  try {
    const result = await runProgram(python, pipArguments(wheel, dir), {
      cwd: tempDir,
      env: { ...env, TMPDIR: tempDir },
      signal,
    });
    if (!result.ok) throw downloadError(wheel, result.stderr || result.stdout);
    hasEnded = true;
    onDownloaded?.(wheel.sizeBytes);
  } finally {
    hasEnded = true;
    clearInterval(timer);
    await rm(tempDir, { recursive: true, force: true });
  }
}

function pipArguments(wheel: Wheel, dir: string): string[] {
  return [
    ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--no-cache-dir'],
    ...['--retries', '1', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off'],
    ...['--python-version', wheel.pythonVersion],
    ...wheel.platforms.flatMap((platform) => ['--platform', platform]),
    ...['--dest', dir, wheel.requirement],
  ];
}

const networkTrouble =
  /NewConnectionError|ConnectTimeout|ReadTimeout|Temporary failure in name resolution|Name or service not known|Network is unreachable|Connection refused|Connection reset|ProxyError|SSLError|ProtocolError/;

/** Turns pip's complaint into something a person can act on. */
export function downloadError(wheel: Wheel, output: string): StudioError {
  const retry = 'then run npm run setup:tensorflow';
  if (/No space left on device/.test(output)) {
    return new StudioError('DISK_FULL', 'The disk filled up while TensorFlow was being downloaded.', {
      next: `Make room or set FACELOOM_CACHE_DIR to a folder on a larger disk, ${retry}.`,
    });
  }
  if (networkTrouble.test(output)) {
    return new StudioError(
      'ENGINE_UNAVAILABLE',
      'TensorFlow could not be downloaded: the network did not answer.',
      {
        next: `Connect to the internet (or point pip at a reachable package index), ${retry}.`,
      },
    );
  }
  return new StudioError(
    'ENGINE_UNAVAILABLE',
    `pip could not download ${wheel.requirement}: ${lastUsefulLine(output)}`,
    { next: `Check that pip can download packages on this machine, ${retry}.` },
  );
}
