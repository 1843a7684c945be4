import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { StudioError } from '../contract/errors.ts';
import { findProgram } from './find-program.ts';
import { runProgram } from './run-program.ts';
import type { TensorflowBuild } from './wheels.ts';

export type RequiredTool = 'python3' | 'pip' | 'g++' | 'mpicxx' | 'mpirun';

interface PackageManager {
  program: string;
  install: string;
  packages: Record<RequiredTool, string>;
}

/** Names of the packages that bring each tool, by package manager, most common first. */
const packageManagers: [PackageManager, ...PackageManager[]] = [
  {
    program: 'apt-get',
    install: 'sudo apt-get install',
    packages: {
      python3: 'python3',
      pip: 'python3-pip',
      'g++': 'g++',
      mpicxx: 'libopenmpi-dev',
      mpirun: 'openmpi-bin',
    },
  },
  {
    program: 'dnf',
    install: 'sudo dnf install',
    packages: {
      python3: 'python3',
      pip: 'python3-pip',
      'g++': 'gcc-c++',
      mpicxx: 'openmpi-devel',
      mpirun: 'openmpi',
    },
  },
  {
    program: 'pacman',
    install: 'sudo pacman -S',
    packages: { python3: 'python', pip: 'python-pip', 'g++': 'gcc', mpicxx: 'openmpi', mpirun: 'openmpi' },
  },
  {
    program: 'zypper',
    install: 'sudo zypper install',
    packages: {
      python3: 'python3',
      pip: 'python3-pip',
      'g++': 'gcc-c++',
      mpicxx: 'openmpi4-devel',
      mpirun: 'openmpi4',
    },
  },
];

export interface Host {
  platform: NodeJS.Platform;
  arch: NodeJS.Architecture;
  /** Version of the GNU C library; absent where programs use another one (musl) or on other systems. */
  glibc?: string | undefined;
}

const Report = z.object({ header: z.object({ glibcVersionRuntime: z.string().optional() }) });

/** The machine that this process runs on. */
export function currentHost(): Host {
  const { platform, arch } = process;
  if (platform !== 'linux') return { platform, arch };
  // Without this the report looks up names of network peers, which can take seconds.
  Object.assign(process.report, { excludeNetwork: true });
  return { platform, arch, glibc: Report.parse(process.report.getReport()).header.glibcVersionRuntime };
}

/** Refuses a machine that the build was not made for. */
export function checkHost(build: TensorflowBuild, host: Host = currentHost()): void {
  const { platform, arch, minGlibc } = build.host;
  if (host.platform !== platform || host.arch !== arch) {
    throw unsuitable(`it is made for ${platform}-${arch}, and this is ${host.platform}-${host.arch}`);
  }
  if (host.glibc === undefined)
    throw unsuitable('it needs the GNU C library, and this system has another one');
  if (host.glibc.localeCompare(minGlibc, 'en', { numeric: true }) < 0) {
    throw unsuitable(`it needs the GNU C library ${minGlibc} or newer, and this is ${host.glibc}`);
  }
}

function unsuitable(why: string): StudioError {
  return new StudioError('ENGINE_UNAVAILABLE', `Native TensorFlow does not run here: ${why}.`, {
    next: 'Nothing needs to be done: the wasm engine works on this machine.',
  });
}

/** Refuses to start when tools are missing; names them all at once, with the command that brings them. */
export async function checkTools(
  tools: readonly RequiredTool[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const missing: RequiredTool[] = [];
  for (const tool of tools) if (!(await hasTool(tool, env))) missing.push(tool);
  if (missing.length === 0) return;
  const packagesOf = ({ packages }: PackageManager) =>
    [...new Set(missing.map((tool) => packages[tool]))].join(' ');
  const manager = packageManagers.find(({ program }) => findProgram(program, env));
  const how = manager
    ? `Run ${manager.install} ${packagesOf(manager)}`
    : `Install ${listOf(missing)} with your package manager (Debian, Ubuntu: apt install ${packagesOf(packageManagers[0])})`;
  const verb = missing.length === 1 ? 'is' : 'are';
  throw new StudioError('ENGINE_UNAVAILABLE', `${listOf(missing)} ${verb} missing.`, {
    next: `${how}, then npm run setup:tensorflow.`,
    subject: listOf(missing),
  });
}

function listOf(words: readonly string[]): string {
  return new Intl.ListFormat('en').format(words);
}

async function hasTool(tool: RequiredTool, env: NodeJS.ProcessEnv): Promise<boolean> {
  if (tool !== 'pip') return findProgram(tool, env) !== undefined;
  const python = findProgram('python3', env);
  return python !== undefined && (await runProgram(python, ['-m', 'pip', '--version'], { env })).ok;
}

/** Where a tool lies that `checkTools` has found; throws ENGINE_UNAVAILABLE. */
export function toolPath(tool: RequiredTool, env?: NodeJS.ProcessEnv): string {
  const file = findProgram(tool, env);
  if (file === undefined)
    throw new StudioError('ENGINE_UNAVAILABLE', `${tool} is missing.`, { next: `Install ${tool}.` });
  return file;
}

/** Refuses to start when the disk below `dir` has less room than `neededBytes`. */
export async function checkDiskSpace(dir: string, neededBytes: number): Promise<void> {
  let existing = path.resolve(dir);
  while (!existsSync(existing)) existing = path.dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new StudioError(
    'DISK_FULL',
    `Setting up TensorFlow takes ${gigabytes(neededBytes)} for a moment, and only ${gigabytes(freeBytes)} are free in ${existing}.`,
    {
      next: 'Make room, or set FACELOOM_CACHE_DIR to a folder on a larger disk, then run npm run setup:tensorflow.',
      subject: existing,
    },
  );
}
