import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { StudioError } from '../contract/errors.ts';
import { cudaAddonFolder } from '../graphics-cards/cuda-addon.ts';
import { buildKey } from './build-key.ts';
import { type CommandOptions, lastUsefulLine, runProgram } from './run-program.ts';
import type { TensorflowBuild } from './wheels.ts';

/** The native half of @tensorflow/tfjs-node-gpu: its unmodified sources, and where the package looks for the result. */
export interface Addon {
  sources: string[];
  napiVersion: number;
  /** Folder of the Node-API headers, from the package node-api-headers. */
  nodeHeadersDir: string;
  output: string;
}

const AddonPackage = z.object({
  binary: z.object({
    module_name: z.string(),
    module_path: z.string(),
    napi_versions: z.array(z.int()).min(1),
  }),
});

const require = createRequire(import.meta.url);

/** Folder of the installed @tensorflow/tfjs-node-gpu, without loading it; undefined when it is not installed. */
export function findAddonPackage(): string | undefined {
  try {
    return path.dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'));
  } catch {
    // The only way to ask the resolver is to let it fail.
    return undefined;
  }
}

/** Reads what to build from the package's own description. Node 20 and newer know every listed Node-API version. */
export function readAddon(packageDir: string, { usesCard }: Pick<TensorflowBuild, 'usesCard'>): Addon {
  const { binary } = AddonPackage.parse(
    JSON.parse(readFileSync(path.join(packageDir, 'package.json'), 'utf8')),
  );
  const napiVersion = Math.max(...binary.napi_versions);
  const moduleDir = path.join(
    packageDir,
    binary.module_path.replace('{napi_build_version}', String(napiVersion)),
  );
  const bindingDir = path.join(packageDir, 'binding');
  return {
    sources: readdirSync(bindingDir)
      .sort()
      .map((name) => path.join(bindingDir, name)),
    napiVersion,
    nodeHeadersDir: path.join(path.dirname(require.resolve('node-api-headers/package.json')), 'include'),
    output: path.join(usesCard ? cudaAddonFolder(packageDir) : moduleDir, `${binary.module_name}.node`),
  };
}

/** Where the loader looks for the libraries, as long as they stay in the cache. */
const runPathsOf = (libraryDir: string, { libraries }: TensorflowBuild): string[] => [
  ...new Set(libraries.map((file) => path.join(libraryDir, path.dirname(file)))),
];

/** Arguments that make the addon; `stubDir` holds stand-ins for the libraries, see makeStubs. */
function compilerArguments(
  addon: Addon,
  build: TensorflowBuild,
  libraryDir: string,
  stubDir: string,
  runPaths: readonly string[],
): string[] {
  const names = build.libraries.map((file) => path.basename(file));
  return [
    ...['-shared', '-fPIC', '-O2', '-std=c++17', '-w', `-DNAPI_VERSION=${addon.napiVersion}`],
    ...[`-I${path.join(libraryDir, 'include')}`, `-I${addon.nodeHeadersDir}`],
    ...addon.sources.filter((file) => file.endsWith('.cc')),
    ...['-Wl,--no-as-needed', `-L${stubDir}`, ...names.map((name) => `-l:${name}`)],
    // Loading fails at once when a symbol is missing, so the proof covers all of them.
    '-Wl,-z,now',
    // -Xlinker takes the path as it is; -Wl would cut it at commas.
    ...runPaths.flatMap((folder) => ['-Xlinker', '-rpath', '-Xlinker', folder]),
  ];
}

/**
 * Makes empty libraries with the names of the real ones. A shared object needs only those names to be linked, and
 * reading the real library's 450,000 symbols would cost the linker 10 s and much memory.
 */
async function makeStubs(dir: string, build: TensorflowBuild, compiler: string, options: CommandOptions) {
  for (const name of build.libraries.map((file) => path.basename(file))) {
    const soname = ['-Xlinker', '-soname', '-Xlinker', name];
    const args = ['-shared', '-x', 'c++', '/dev/null', ...soname, '-o', path.join(dir, name)];
    await compile(compiler, args, options);
  }
}

interface BuildAddonOptions {
  compiler: string;
  /** Where the loader is to look for the libraries; absent = in the cache. */
  runPath?: string | undefined;
  signal?: AbortSignal | undefined;
  env?: NodeJS.ProcessEnv | undefined;
}

/** Compiles the addon (about 5 s) beside its final place and moves it there. */
export async function buildAddon(
  addon: Addon,
  build: TensorflowBuild,
  libraryDir: string,
  { compiler, runPath, ...options }: BuildAddonOptions,
): Promise<void> {
  const workDir = `${addon.output}.${process.pid}.partial`;
  await mkdir(workDir, { recursive: true });
  try {
    await makeStubs(workDir, build, compiler, options);
    const result = path.join(workDir, path.basename(addon.output));
    const runPaths = runPath === undefined ? runPathsOf(libraryDir, build) : [runPath];
    const args = compilerArguments(addon, build, libraryDir, workDir, runPaths);
    await compile(compiler, [...args, '-o', result], options);
    await rename(result, addon.output);
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

async function compile(compiler: string, args: string[], options: CommandOptions): Promise<void> {
  const result = await runProgram(compiler, args, options);
  if (result.ok) return;
  throw new StudioError(
    'ENGINE_UNAVAILABLE',
    `The TensorFlow addon could not be compiled: ${lastUsefulLine(result.stderr)}`,
    { next: 'Check that g++ 8 or newer is installed, then run npm run setup:tensorflow.' },
  );
}

/** Identifies a built addon and all it was made from; undefined while there is none. Reads about 250 KB. */
export function addonFingerprint(
  addon: Addon,
  build: TensorflowBuild,
  libraryDir: string,
): string | undefined {
  if (!existsSync(addon.output)) return undefined;
  const hash = createHash('sha256');
  const args = compilerArguments(addon, build, libraryDir, '', runPathsOf(libraryDir, build));
  hash.update(JSON.stringify([buildKey(build), args]));
  for (const file of [...addon.sources, addon.output]) hash.update(readFileSync(file));
  return hash.digest('hex');
}
