import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../contract/errors.ts';
import { errorCode } from '../disk/disk-error.ts';
import { rootDir } from './app.ts';

/** One target of build.config.ts: where its program begins, what it writes, and from what. */
interface Target {
  entry: string;
  output: string;
  /** Files and folders with all that `entry` reaches, which lint/build-sources.test.ts checks. */
  sources: readonly string[];
}

/** What a browser needs, and what the Electron window needs. */
export const browserTargets = ['renderer'] as const;
export const desktopTargets = [
  'renderer',
  'preload',
  'gpu-page',
  'gpu-preload',
  'desktop',
  'compute',
] as const;

/** How everything is built, and of which packages. */
const building = ['build.config.ts', 'package-lock.json'];

/** What studio and compute both hold. */
const shared = ['contract', 'protocol', 'disk', 'graphics-cards', 'program'].map((room) => `main/${room}`);

export const buildTargets = {
  renderer: {
    entry: 'renderer/main.tsx',
    output: 'dist/renderer/index.html',
    // The Help panel holds the manual.
    sources: ['renderer', 'main/contract', 'assets/manual', 'vite.config.ts', ...building],
  },
  preload: {
    entry: 'preload/preload.ts',
    output: 'dist/preload/preload.cjs',
    sources: ['preload', 'main/contract', ...building],
  },
  'gpu-page': {
    entry: 'main/gpu/page/page.ts',
    output: 'dist/gpu-page/index.html',
    sources: ['main/gpu', 'main/contract', ...building],
  },
  'gpu-preload': {
    entry: 'preload/gpu-preload.ts',
    output: 'dist/gpu-preload/gpu-preload.cjs',
    sources: ['preload', 'main/contract', ...building],
  },
  desktop: {
    entry: 'main/desktop/main.ts',
    output: 'dist/desktop/main.js',
    sources: [
      ...['main/desktop', 'main/studio', 'main/job-folder', 'main/presets', 'main/sample-faces'],
      ...[...shared, ...building],
    ],
  },
  compute: {
    entry: 'main/compute/main.ts',
    output: 'dist/compute/main.js',
    sources: ['main/compute', 'main/gpu', 'main/mpi', ...shared, ...building],
  },
} as const satisfies Record<string, Target>;

/** Builds those of the targets that are missing or older than their sources. */
export async function buildIfOutdated(
  names: readonly (keyof typeof buildTargets)[],
  onBuild: () => void,
): Promise<void> {
  const outdated: string[] = [];
  for (const name of names) if (await isOutdated(buildTargets[name])) outdated.push(name);
  if (outdated.length === 0) return;
  onBuild();
  await build(outdated);
}

async function isOutdated({ output, sources }: Target): Promise<boolean> {
  const builtMs = await modifiedMs(output);
  if (builtMs === undefined) return true;
  for (const source of sources) if (await hasNewer(join(rootDir, source), builtMs)) return true;
  return false;
}

async function hasNewer(path: string, thanMs: number): Promise<boolean> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.mtimeMs > thanMs;
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.includes('.test.')) continue;
    if ((await stat(join(entry.parentPath, entry.name))).mtimeMs > thanMs) return true;
  }
  return false;
}

async function modifiedMs(file: string): Promise<number | undefined> {
  try {
    return (await stat(join(rootDir, file))).mtimeMs;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function build(names: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(rootDir, 'build.config.ts'), ...names], {
      cwd: rootDir,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(failed(names))));
  });
}

const failed = (names: readonly string[]) =>
  new StudioError('INTERNAL', `The studio could not be built (${names.join(', ')}).`, {
    next: 'Run "npm run build" to see why; "npm ci" puts missing packages back.',
  });
