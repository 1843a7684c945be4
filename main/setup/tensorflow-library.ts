import { readFileSync, statSync } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { fetchWheel } from './fetch-wheel.ts';
import { findProgram } from './find-program.ts';
import type { ReportStep } from './progress-line.ts';
import { lastUsefulLine, runCommand } from './run-command.ts';
import { unpackWheel } from './unpack-wheel.ts';
import type { TensorflowBuild } from './wheels.ts';

/** Written last, so that a library folder with a manifest is a complete one. */
const Manifest = z.object({
  schema: z.literal(1),
  wheelSha256: z.string(),
  files: z.array(z.object({ path: z.string(), sizeBytes: z.int() })),
});
type Manifest = z.infer<typeof Manifest>;

const manifestName = 'manifest.json';

/** Where a build's libraries and headers live in the cache: the same folder for every checkout of this user. */
export function libraryDir(cacheDir: string, build: TensorflowBuild): string {
  return path.join(cacheDir, 'tensorflow', build.id);
}

/** True when the folder holds every file of the build at its full size; costs a dozen stat calls. */
export function isLibraryComplete(dir: string, build: TensorflowBuild): boolean {
  const manifest = readManifest(dir);
  if (manifest?.wheelSha256 !== build.wheel.sha256) return false;
  return build.wheel.unpack.every(({ to }) => {
    const sizeBytes = manifest.files.find((file) => file.path === to)?.sizeBytes;
    const stats = statSync(path.join(dir, to), { throwIfNoEntry: false });
    return stats !== undefined && stats.size === sizeBytes;
  });
}

function readManifest(dir: string): Manifest | undefined {
  try {
    return Manifest.parse(JSON.parse(readFileSync(path.join(dir, manifestName), 'utf8')));
  } catch {
    // No manifest, or one that nobody can read: the folder is made anew.
    return undefined;
  }
}

interface MakeOptions {
  python: string;
  report: ReportStep;
  signal?: AbortSignal | undefined;
  env?: NodeJS.ProcessEnv | undefined;
}

/** Makes the library folder: fetch, check, unpack, strip, and only then move into place. Call it under the lock. */
export async function makeLibrary(dir: string, build: TensorflowBuild, options: MakeOptions): Promise<void> {
  const { report, signal } = options;
  const downloads = `${dir}.download`;
  const staging = `${dir}.partial`;
  await rm(staging, { recursive: true, force: true });
  await mkdir(downloads, { recursive: true });
  try {
    const wheel = await fetchWheel(build.wheel, downloads, options);
    report('unpacking', 0);
    // The two libraries are about 3.1 times as large as the wheel that holds them.
    const expectedBytes = build.wheel.sizeBytes * 3.1;
    await unpackWheel(wheel, build.wheel.unpack, staging, {
      signal,
      onBytes: (bytes) => report('unpacking', bytes / expectedBytes),
    });
    await rm(downloads, { recursive: true, force: true });
    for (const name of build.libraries) await stripLibrary(path.join(staging, 'lib', name), options);
    await writeFile(path.join(staging, manifestName), JSON.stringify(await describe(staging, build)));
    await rm(dir, { recursive: true, force: true });
    await rename(staging, dir);
  } finally {
    await rm(staging, { recursive: true, force: true });
    await rm(downloads, { recursive: true, force: true });
  }
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
  const result = await runCommand(strip, ['--strip-unneeded', '-o', smaller, file], { signal, env });
  if (result.ok) await rename(smaller, file);
  else {
    await rm(smaller, { force: true });
    report(`strip failed (${lastUsefulLine(result.stderr)}), the libraries keep their full size`);
  }
}

async function describe(dir: string, build: TensorflowBuild): Promise<Manifest> {
  const files: Manifest['files'] = [];
  for (const { to } of build.wheel.unpack) {
    files.push({ path: to, sizeBytes: (await stat(path.join(dir, to))).size });
  }
  return { schema: 1, wheelSha256: build.wheel.sha256, files };
}
