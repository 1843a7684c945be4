import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cudaBuild } from './builds.ts';
import { cacheDir } from './cache.ts';
import { buildDir } from './tensorflow-library.ts';
import { storedZip, tempDir, writeProgram } from './testing.ts';
import type { TensorflowBuild, Wheel } from './wheels.ts';

/** Stands for TensorFlow's package: it sees a card, unless it is told otherwise. */
export const workingApi = (usesCard = true) => `
  require('@mapbox/node-pre-gyp').find('package.json');
  exports.tensor2d = (rows) => rows;
  exports.matMul = () => ({ dataSync: () => [19, 22, 43, 50] });
  exports.backend = () => ({ binding: { TF_Version: '2.21.0' }, isUsingGpuDevice: ${usesCard} });`;

/** What each file of a wheel holds; files that are left out get a few bytes of text. */
type Contents = Readonly<Record<string, string | Uint8Array>>;

/**
 * A checkout, a cache, a package index with wheels under their real names, and tools of paper: the whole set-up for
 * cards runs, with nothing of NVIDIA's or TensorFlow's in it.
 */
export function cudaWorld({ contents = {}, without = [] }: { contents?: Contents; without?: string[] } = {}) {
  const dir = tempDir();
  const packageDir = path.join(dir, 'package');
  makePackage(packageDir);
  const index = path.join(dir, 'index');
  mkdirSync(index);
  const wheels = cudaBuild.wheels.map((wheel): Wheel => {
    const entries = wheel.unpack.map(({ entry }) => entry).filter((entry) => !without.includes(entry));
    const archive = storedZip(
      Object.fromEntries(entries.map((entry) => [entry, contents[entry] ?? `of ${entry}`])),
    );
    writeFileSync(path.join(index, wheel.file), archive);
    writeFileSync(path.join(index, wheel.requirement), wheel.file);
    return { ...wheel, sha256: wheel.sha256 === 'first-use' ? 'first-use' : sumOf(archive) };
  });
  const build: TensorflowBuild = {
    ...cudaBuild,
    host: { platform: process.platform, arch: process.arch, minGlibc: '2.0' },
    wheels: [wheels[0], ...wheels.slice(1)],
    peakDiskBytes: 1,
  };
  const bin = path.join(dir, 'bin');
  const calls = path.join(dir, 'calls');
  writeFileSync(calls, '');
  const copy = `for last; do :; done; while [ "$1" != --dest ]; do shift; done
    echo "$last" >>'${calls}'; cp "${index}/$(cat "${index}/$last")" "$2/"`;
  writeProgram(path.join(bin, 'python3'), `[ "$3" = --version ] && exit 0; ${copy}`);
  writeProgram(path.join(bin, 'g++'), 'while [ "$1" != -o ]; do shift; done; echo addon >"$2"');
  writeProgram(path.join(bin, 'strip'), 'cp "$4" "$3"');
  const cache = cacheDir({ FACELOOM_CACHE_DIR: path.join(dir, 'cache') });
  return {
    dir,
    build,
    packageDir,
    index,
    bin,
    library: buildDir(cache, build),
    options: {
      build,
      packageDir,
      cacheDir: cache,
      force: false,
      report: () => undefined,
      env: { PATH: `${bin}:/usr/bin:/bin` },
    },
    /** What pip was asked for, in order. */
    fetched: () => readFileSync(calls, 'utf8').split('\n').filter(Boolean),
  };
}

function makePackage(packageDir: string): void {
  mkdirSync(path.join(packageDir, 'binding'), { recursive: true });
  writeFileSync(path.join(packageDir, 'binding/tfjs_binding.cc'), '// source');
  writeFileSync(path.join(packageDir, 'index.js'), workingApi());
  const binary = {
    module_name: 'tfjs_binding',
    module_path: './lib/napi-v{napi_build_version}',
    napi_versions: [8],
  };
  writeFileSync(path.join(packageDir, 'package.json'), JSON.stringify({ main: 'index.js', binary }));
  const locator = path.join(packageDir, 'node_modules/@mapbox/node-pre-gyp');
  mkdirSync(locator, { recursive: true });
  writeFileSync(
    path.join(locator, 'index.js'),
    "Object.defineProperty(exports, 'find', { get: () => () => 'the addon of the processor' });",
  );
}

const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
