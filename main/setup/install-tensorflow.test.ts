import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAddon } from './addon.ts';
import { installTensorflow } from './install-tensorflow.ts';
import { writeSetupRecord } from './setup-record.ts';
import { buildDir } from './tensorflow-library.ts';
import { readTensorflowStatus } from './tensorflow-status.ts';
import { smallBuild, tempDir, writeProgram } from './testing.ts';

const workingApi = `
  exports.tensor2d = (rows) => rows;
  exports.matMul = () => ({ dataSync: () => [19, 22, 43, 50] });
  exports.backend = () => ({ binding: { TF_Version: '1.0' } });`;

/** A checkout, a cache and tools of paper: the whole set-up runs, only pip, g++ and TensorFlow are stand-ins. */
function paperWorld() {
  const dir = tempDir();
  const { build, archive } = smallBuild();
  const packageDir = path.join(dir, 'package');
  mkdirSync(path.join(packageDir, 'binding'), { recursive: true });
  writeFileSync(path.join(packageDir, 'binding/tfjs_binding.cc'), '// source');
  writeFileSync(path.join(packageDir, 'index.js'), workingApi);
  const binary = {
    module_name: 'tfjs_binding',
    module_path: './lib/napi-v{napi_build_version}',
    napi_versions: [3, 8],
  };
  writeFileSync(path.join(packageDir, 'package.json'), JSON.stringify({ main: 'index.js', binary }));
  const source = path.join(dir, 'source.whl');
  writeFileSync(source, archive);
  const bin = path.join(dir, 'bin');
  const calls = path.join(dir, 'calls');
  writeFileSync(calls, '');
  const copy = `while [ "$1" != --dest ]; do shift; done; cp '${source}' "$2/small.whl"`;
  writeProgram(path.join(bin, 'python3'), `[ "$3" = --version ] && exit 0; echo pip >>'${calls}'; ${copy}`);
  const compile = 'while [ "$1" != -o ]; do shift; done; echo addon >"$2"';
  writeProgram(path.join(bin, 'g++'), `[ "$2" = -x ] || echo g++ >>'${calls}'; ${compile}`);
  writeProgram(path.join(bin, 'strip'), 'printf small >"$3"');
  const places = { build, packageDir, cacheDir: path.join(dir, 'cache') };
  const options = {
    ...places,
    force: false,
    report: () => undefined,
    env: { PATH: `${bin}:/usr/bin:/bin` },
  };
  return {
    ...places,
    bin,
    options,
    library: buildDir(places.cacheDir, build),
    addonFile: readAddon(packageDir, build).output,
    status: () => readTensorflowStatus(places),
    toolCalls: () => readFileSync(calls, 'utf8').trim().split('\n'),
  };
}

describe.skipIf(process.platform !== 'linux')('installing (needs Linux)', () => {
  test('leaves the libraries in the cache, stripped, and the addon where its package looks', async () => {
    const { options, library, addonFile, cacheDir, status } = paperWorld();
    expect(status()).toMatchObject({ installed: false, reason: expect.stringContaining('not been set up') });
    expect(await installTensorflow(options)).toEqual({ version: '1.0', isNew: true });
    expect(readFileSync(path.join(library, 'lib/libtensorflow_cc.so.2'), 'utf8')).toBe('small');
    expect(readFileSync(path.join(library, 'include/tensorflow/c/c_api.h'), 'utf8')).toBe('// header');
    expect(addonFile).toMatch(/lib\/napi-v8\/tfjs_binding\.node$/);
    expect(status()).toEqual({ installed: true, version: '1.0', path: addonFile });
    expect(readdirSync(path.join(cacheDir, 'tensorflow')).sort()).toEqual(['small', 'small.lock']);
  });

  test('does nothing the second time, and only compiles for another checkout or when forced', async () => {
    const { options, packageDir, toolCalls } = paperWorld();
    await installTensorflow(options);
    expect(await installTensorflow(options)).toEqual({ version: '1.0', isNew: false });
    expect(toolCalls()).toEqual(['pip', 'g++']);
    rmSync(path.join(packageDir, 'lib'), { recursive: true });
    expect(await installTensorflow(options)).toMatchObject({ isNew: true });
    expect(await installTensorflow({ ...options, force: true })).toMatchObject({ isNew: true });
    expect(toolCalls()).toEqual(['pip', 'g++', 'g++', 'g++']);
  });

  test('notices an addon, a source or a library that changed', async () => {
    const { options, addonFile, packageDir, library, status, toolCalls } = paperWorld();
    await installTensorflow(options);
    for (const file of [addonFile, path.join(packageDir, 'binding/tfjs_binding.cc')]) {
      appendFileSync(file, 'changed');
      expect(status()).toMatchObject({ installed: false, reason: expect.stringContaining('changed') });
      expect(await installTensorflow(options)).toMatchObject({ isNew: true });
    }
    appendFileSync(path.join(library, 'lib/libtensorflow_cc.so.2'), 'changed');
    expect(status()).toMatchObject({ installed: false });
    await installTensorflow(options);
    expect(status()).toMatchObject({ installed: true });
    expect(toolCalls().filter((call) => call === 'pip')).toHaveLength(2);
  });

  test('keeps the libraries as they are where strip is missing', async () => {
    const { options, bin, library } = paperWorld();
    rmSync(path.join(bin, 'strip'));
    writeProgram(path.join(bin, 'strip'), 'echo "strip: no" >&2; exit 1');
    const steps: string[] = [];
    await installTensorflow({ ...options, report: (step) => steps.push(step) });
    expect(readFileSync(path.join(library, 'lib/libtensorflow_cc.so.2'), 'utf8')).toBe('library');
    expect(steps).toContain('strip failed (strip: no), the libraries keep their full size');
  });

  test('does not start the download when g++ is missing', async () => {
    const { options, bin, toolCalls } = paperWorld();
    rmSync(path.join(bin, 'g++'));
    await expect(installTensorflow({ ...options, env: { PATH: bin } })).rejects.toThrow('g++ is missing.');
    expect(toolCalls()).toEqual(['']);
  });

  test('a compiler that fails is quoted and leaves nothing', async () => {
    const { options, bin, addonFile } = paperWorld();
    writeProgram(path.join(bin, 'g++'), 'echo "x.cc:1: error: no such thing" >&2; exit 1');
    await expect(installTensorflow(options)).rejects.toThrow(/could not be compiled: .*no such thing/);
    expect(readdirSync(path.dirname(addonFile))).toEqual([]);
  });

  test.each([
    ['multiplies wrongly', workingApi.replace('50', '51'), /multiplied two matrices wrongly/],
    ['cannot be loaded', 'throw new Error("undefined symbol: x")', /undefined symbol: x/],
    ['crashes', 'process.kill(process.pid, "SIGILL")', /SIGILL; it needs a processor with AVX/],
  ])('an addon that %s is taken away again', async (_case, api, message) => {
    const { options, packageDir, addonFile, status } = paperWorld();
    writeFileSync(path.join(packageDir, 'index.js'), api);
    await expect(installTensorflow(options)).rejects.toThrow(message);
    expect(existsSync(addonFile)).toBe(false);
    expect(status().installed).toBe(false);
  });

  test('an interruption removes temporary files and keeps what was whole', async () => {
    const { options, cacheDir } = paperWorld();
    for (const step of ['unpacking', 'making the libraries smaller', 'compiling the addon']) {
      const controller = new AbortController();
      const report = (now: string) => now === step && controller.abort();
      await expect(installTensorflow({ ...options, report, signal: controller.signal })).rejects.toThrow();
      const left = readdirSync(path.join(cacheDir, 'tensorflow')).sort();
      expect(left).toEqual(step === 'compiling the addon' ? ['small', 'small.lock'] : ['small.lock']);
    }
    expect(await installTensorflow(options)).toMatchObject({ isNew: true });
  });

  test('a cache folder that cannot be made is named', async () => {
    const { options } = paperWorld();
    const file = path.join(tempDir(), 'a-file');
    writeFileSync(file, '');
    const cacheDir = path.join(file, 'cache');
    await expect(installTensorflow({ ...options, cacheDir })).rejects.toThrow(/cannot be written/);
  });
});

describe('the status', () => {
  test('says why the last set-up failed', async () => {
    const { build, packageDir, status } = paperWorld();
    await writeSetupRecord(packageDir, build, {
      outcome: 'unavailable',
      reason: 'g++ is missing.',
      next: 'Install it.',
    });
    expect(status()).toEqual({ installed: false, reason: 'g++ is missing.', next: 'Install it.' });
  });

  test('takes a damaged record for none', () => {
    const { packageDir, status } = paperWorld();
    mkdirSync(path.join(packageDir, 'lib'));
    writeFileSync(path.join(packageDir, 'lib/faceloom-setup.json'), '{"outcome":');
    expect(status()).toMatchObject({ installed: false, next: 'Run npm run setup:tensorflow.' });
  });

  test('says when the package itself is missing', () => {
    expect(readTensorflowStatus({ packageDir: undefined })).toMatchObject({
      installed: false,
      next: 'Run npm ci.',
    });
  });
});
