import { access, constants, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../contract/errors.ts';
import { addonFingerprint, buildAddon, readAddon } from './addon.ts';
import { withLock } from './lock.ts';
import type { ReportStep } from './progress-line.ts';
import { proveAddon } from './proof.ts';
import { checkDiskSpace, checkHost, checkTools, type RequiredTool, toolPath } from './requirements.ts';
import { readSetupRecord, writeSetupRecord } from './setup-record.ts';
import { buildDir, isLibraryComplete, makeLibrary, restorePrograms } from './tensorflow-library.ts';
import type { TensorflowBuild } from './wheels.ts';

export interface InstallOptions {
  build: TensorflowBuild;
  cacheDir: string;
  /** Folder of @tensorflow/tfjs-node-gpu in this checkout. */
  packageDir: string;
  /** True: compile and prove again, whatever the record says. */
  force: boolean;
  report: ReportStep;
  /** Told of the bytes that were fetched so far. */
  onDownloaded?: ((bytes: number) => void) | undefined;
  signal?: AbortSignal;
  env?: NodeJS.ProcessEnv;
}

/** How long one set-up waits for another one of the same user. */
const lockTimeoutMs = 20 * 60_000;

/** The version that is set up and proven in this checkout, if it is; costs milliseconds and loads no TensorFlow. */
export function installedVersion(
  packageDir: string,
  cacheDir: string,
  build: TensorflowBuild,
): string | undefined {
  const record = readSetupRecord(packageDir, build);
  if (record?.outcome !== 'ready') return undefined;
  const library = buildDir(cacheDir, build);
  if (!isLibraryComplete(library, build)) return undefined;
  return record.fingerprint === addonFingerprint(readAddon(packageDir, build), build, library)
    ? record.version
    : undefined;
}

/** Brings native TensorFlow into this checkout, doing only what is not done yet; returns its version. */
export async function installTensorflow(
  options: InstallOptions,
): Promise<{ version: string; isNew: boolean }> {
  const { build, cacheDir, packageDir, force, report, signal } = options;
  const current = () => (force ? undefined : installedVersion(packageDir, cacheDir, build));
  const before = current();
  if (before !== undefined) return { version: before, isNew: false };
  checkHost(build);
  const library = buildDir(cacheDir, build);
  await makeCacheFolder(path.dirname(library));
  const onWait = () => report('waiting for another set-up to end');
  return withLock(`${library}.lock`, { signal, onWait, timeoutMs: lockTimeoutMs }, async () => {
    // Another set-up of this checkout may have finished while this one waited.
    const meanwhile = current();
    if (meanwhile !== undefined) return { version: meanwhile, isNew: false };
    await ensureLibrary(library, options);
    const { version } = await ensureAddon(library, options);
    return { version, isNew: true };
  });
}

async function makeCacheFolder(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
    await access(dir, constants.W_OK);
  } catch (cause) {
    throw new StudioError(
      'ENGINE_UNAVAILABLE',
      `The cache folder ${dir} cannot be written.`,
      {
        next: 'Make it writable, or set FACELOOM_CACHE_DIR to another folder, then run npm run setup:tensorflow.',
        subject: dir,
      },
      { cause },
    );
  }
}

async function ensureLibrary(library: string, options: InstallOptions): Promise<void> {
  const { build, report, onDownloaded, signal, env } = options;
  restorePrograms(library, build);
  const isPresent = isLibraryComplete(library, build);
  // Asked for together, before the long download, so that nobody waits for it only to learn that g++ is missing.
  const tools: RequiredTool[] = isPresent ? ['g++'] : ['python3', 'pip', 'g++'];
  await checkTools(tools, env);
  if (isPresent) return;
  await checkDiskSpace(library, build.peakDiskBytes);
  await makeLibrary(library, build, {
    python: toolPath('python3', env),
    ...{ report, onDownloaded, signal, env },
  });
}

async function ensureAddon(library: string, options: InstallOptions): Promise<{ version: string }> {
  const { build, packageDir, report, signal, env } = options;
  const addon = readAddon(packageDir, build);
  report('compiling the addon');
  await buildAddon(addon, build, library, { compiler: toolPath('g++', env), signal, env });
  report('multiplying two matrices');
  try {
    const { version } = await proveAddon(packageDir, library, build, { addonFile: addon.output, signal });
    const fingerprint = addonFingerprint(addon, build, library);
    if (fingerprint === undefined) throw new Error(`${addon.output} vanished`);
    await writeSetupRecord(packageDir, build, {
      outcome: 'ready',
      version,
      fingerprint,
      libraryDir: library,
    });
    return { version };
  } catch (error) {
    // An addon that failed its proof must not be found by the engine later.
    await rm(addon.output, { force: true });
    throw error;
  }
}
