import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { buildKey } from './build-key.ts';
import { expectedChecksum } from './checksums.ts';
import { fetchWheel } from './fetch-wheel.ts';
import { findProgram } from './find-program.ts';
import type { ReportStep } from './progress-line.ts';
import { lastUsefulLine, runProgram } from './run-program.ts';
import { unpackWheel } from './unpack-wheel.ts';
import type { TensorflowBuild, Wheel } from './wheels.ts';

/** What lies in a folder and where it came from; written last, so that what it names is complete. */
const Manifest = z.object({
  schema: z.literal(1),
  /** Sum of the wheel, or what stands for all of them: see buildKey. */
  wheelSha256: z.string(),
  files: z.array(z.object({ path: z.string(), sizeBytes: z.int() })),
});
type Manifest = z.infer<typeof Manifest>;

/** Where a build's libraries and headers live in the cache: the same folder for every checkout of this user. */
export function buildDir(cacheDir: string, build: TensorflowBuild): string {
  return path.join(cacheDir, 'tensorflow', build.id);
}

const manifestName = 'manifest.json';

/** True when the folder holds every file of the build at its full size; costs a few dozen stat calls. */
export function isLibraryComplete(dir: string, build: TensorflowBuild): boolean {
  const manifest = readManifest(path.join(dir, manifestName));
  return (
    manifest?.wheelSha256 === buildKey(build) && build.wheels.every((wheel) => holds(dir, manifest, wheel))
  );
}

/** Makes programs executable again, which a copied or restored cache may have lost; does nothing before they are there. */
export function restorePrograms(dir: string, build: TensorflowBuild): void {
  for (const { to } of build.wheels.flatMap(({ unpack }) => unpack).filter(({ isProgram }) => isProgram)) {
    const file = path.join(dir, to);
    const mode = statSync(file, { throwIfNoEntry: false })?.mode;
    if (mode !== undefined && !isExecutable(mode)) chmodSync(file, mode | 0o755);
  }
}

const isExecutable = (mode: number): boolean => (mode & 0o100) !== 0;

function holds(dir: string, manifest: Manifest, { unpack }: Wheel): boolean {
  return unpack.every(({ to, isProgram, isOptional }) => {
    const sizeBytes = manifest.files.find((file) => file.path === to)?.sizeBytes;
    if (sizeBytes === undefined) return isOptional === true;
    const stats = statSync(path.join(dir, to), { throwIfNoEntry: false });
    return stats?.size === sizeBytes && (!isProgram || isExecutable(stats.mode));
  });
}

function readManifest(file: string): Manifest | undefined {
  try {
    return Manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // No manifest, or one that nobody can read: what it would speak for is made anew.
    return undefined;
  }
}

interface MakeOptions {
  python: string;
  report: ReportStep;
  /** Told of the bytes that were fetched so far, of all wheels together. */
  onDownloaded?: ((bytes: number) => void) | undefined;
  signal?: AbortSignal | undefined;
  env?: NodeJS.ProcessEnv | undefined;
}

/**
 * Makes the library folder: fetch, check and unpack each wheel, strip, and only then move into place. Call it under the
 * lock. When it is interrupted, wheels that are unpacked are kept, and it goes on with the next one.
 */
export async function makeLibrary(dir: string, build: TensorflowBuild, options: MakeOptions): Promise<void> {
  const staging = `${dir}.partial`;
  const finished = path.join(staging, 'wheels');
  await mkdir(finished, { recursive: true });
  try {
    let before = 0;
    for (const [i, wheel] of build.wheels.entries()) {
      const counted: ReportStep = (step, fraction) =>
        options.report(
          build.wheels.length > 1 ? `${i + 1} of ${build.wheels.length}, ${step}` : step,
          fraction,
        );
      const isNew = await addWheel(wheel, dir, staging, {
        ...options,
        report: counted,
        onDownloaded: (bytes) => options.onDownloaded?.(before + bytes),
      });
      if (isNew) before += wheel.sizeBytes;
    }
    const all = build.wheels.flatMap(({ file }) => readManifest(wheelManifest(staging, file))?.files ?? []);
    await rm(finished, { recursive: true });
    await writeManifest(path.join(staging, manifestName), buildKey(build), all);
    await rm(dir, { recursive: true, force: true });
    await rename(staging, dir);
    await rm(`${dir}.download`, { recursive: true, force: true });
  } finally {
    await tidy(dir, staging, finished, build);
  }
}

const wheelManifest = (staging: string, file: string): string => path.join(staging, 'wheels', `${file}.json`);

/** Of a build of one wheel nothing is kept; of a larger one, what would take long to fetch again. */
async function tidy(dir: string, staging: string, finished: string, build: TensorflowBuild): Promise<void> {
  const isWorthKeeping = build.wheels.length > 1;
  if (!isWorthKeeping) await rm(`${dir}.download`, { recursive: true, force: true });
  const isEmpty =
    statSync(finished, { throwIfNoEntry: false }) === undefined || readdirSync(finished).length === 0;
  if (!isWorthKeeping || isEmpty) await rm(staging, { recursive: true, force: true });
}

/** Fetches and unpacks a wheel; false where an earlier set-up came that far. */
async function addWheel(wheel: Wheel, dir: string, staging: string, options: MakeOptions): Promise<boolean> {
  const downloads = `${dir}.download`;
  const checksums = path.join(path.dirname(dir), 'checksums.json');
  const manifestFile = wheelManifest(staging, wheel.file);
  const known = readManifest(manifestFile);
  const expected = await expectedChecksum(wheel, checksums);
  if (known !== undefined && known.wheelSha256 === expected && holds(staging, known, wheel)) return false;
  await rm(manifestFile, { force: true });
  await mkdir(downloads, { recursive: true });
  const { report, signal } = options;
  const file = await fetchWheel(wheel, downloads, { ...options, checksums });
  report('unpacking', 0);
  await unpackWheel(file, wheel.unpack, staging, {
    signal,
    onBytes: (bytes) => report('unpacking', bytes / wheel.unpackedBytes),
  });
  for (const { to, strip } of wheel.unpack) if (strip) await stripLibrary(path.join(staging, to), options);
  const sha256 = (await expectedChecksum(wheel, checksums)) ?? '';
  await writeManifest(manifestFile, sha256, await describe(staging, wheel));
  await rm(file);
  return true;
}

/** Drops symbols that only debuggers use (788 → 583 MB); without `strip` the library works just as well. */
async function stripLibrary(file: string, { report, signal, env = process.env }: MakeOptions): Promise<void> {
  const strip = findProgram('strip', env);
  if (strip === undefined) {
    report('strip (binutils) is missing, the libraries keep their full size');
    return;
  }
  report('making the libraries smaller');
  const smaller = `${file}.stripped`;
  const result = await runProgram(strip, ['--strip-unneeded', '-o', smaller, file], { signal, env });
  if (result.ok) await rename(smaller, file);
  else {
    await rm(smaller, { force: true });
    report(`strip failed (${lastUsefulLine(result.stderr)}), the libraries keep their full size`);
  }
}

/** What of a wheel is in the folder. */
async function describe(staging: string, { unpack }: Wheel): Promise<Manifest['files']> {
  const files: Manifest['files'] = [];
  for (const { to, isOptional } of unpack) {
    const file = path.join(staging, to);
    if (isOptional && statSync(file, { throwIfNoEntry: false }) === undefined) continue;
    files.push({ path: to, sizeBytes: (await stat(file)).size });
  }
  return files;
}

const writeManifest = (file: string, wheelSha256: string, files: Manifest['files']): Promise<void> =>
  writeFile(file, JSON.stringify({ schema: 1, wheelSha256, files } satisfies Manifest));
