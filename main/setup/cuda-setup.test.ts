import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { findCudaAddon, xlaDataFlag } from '../graphics-cards/cuda-addon.ts';
import { cpuBuild, cudaBuild } from './builds.ts';
import { installedVersion, installTensorflow } from './install-tensorflow.ts';
import { describePlan, planSetup } from './setup-plan.ts';
import { readTensorflowStatus } from './tensorflow-status.ts';
import { writeProgram } from './testing.ts';
import { cudaWorld, workingApi } from './testing-cuda.ts';

const ptxas = 'nvidia/cuda_nvcc/bin/ptxas';

describe.skipIf(process.platform !== 'linux')('the set-up for cards (needs Linux)', () => {
  it('fetches every wheel, keeps what is needed, and finds its addon', async () => {
    const { options, library, packageDir, build, fetched } = cudaWorld();
    expect(await installTensorflow(options)).toEqual({ version: '2.21.0', isNew: true });
    expect(fetched()).toEqual(build.wheels.map(({ requirement }) => requirement));
    for (const { to } of build.wheels.flatMap(({ unpack }) => unpack))
      expect(existsSync(path.join(library, to)), to).toBe(true);
    expect(readdirSync(path.dirname(library)).sort()).toEqual(
      ['checksums.json', build.id, `${build.id}.lock`].sort(),
    );
    expect(findCudaAddon(packageDir)).toEqual({
      file: path.join(packageDir, 'lib/cuda/tfjs_binding.node'),
      libraryDir: library,
    });
    expect(readTensorflowStatus({ ...options, build: cpuBuild }).installed).toBe(false);
  });

  it('does nothing the second time', async () => {
    const { options, fetched } = cudaWorld();
    await installTensorflow(options);
    const count = fetched().length;
    expect(await installTensorflow(options)).toEqual({ version: '2.21.0', isNew: false });
    expect(fetched()).toHaveLength(count);
  });

  it.each([0, 2])('refuses wheel %i when another file is served than before', async (which) => {
    const { options, build, index, library, packageDir } = cudaWorld();
    await installTensorflow(options);
    rmSync(library, { recursive: true });
    const { file } = build.wheels[which];
    const altered = readFileSync(path.join(index, file));
    altered[40] ^= 1;
    writeFileSync(path.join(index, file), altered);
    await expect(installTensorflow(options)).rejects.toThrow(`${file} is not the expected file`);
    expect(existsSync(library)).toBe(false);
    expect(installedVersion(packageDir, options.cacheDir, build)).toBeUndefined();
  });

  it('trusts no download when the list of earlier checksums is damaged', async () => {
    const { options, library } = cudaWorld();
    await installTensorflow(options);
    rmSync(library, { recursive: true });
    writeFileSync(path.join(path.dirname(library), 'checksums.json'), '{"schema":1,');
    await expect(installTensorflow(options)).rejects.toMatchObject({
      data: { next: expect.stringContaining('checksums.json') },
    });
  });

  it('says which file a wheel lacks', async () => {
    const missing = 'nvidia/cudnn/lib/libcudnn_ops.so.9';
    await expect(installTensorflow(cudaWorld({ without: [missing] }).options)).rejects.toThrow(
      `does not contain ${missing}`,
    );
  });

  it('does without nvlink, which not every version has', async () => {
    const { options } = cudaWorld({ without: ['nvidia/cuda_nvcc/bin/nvlink'] });
    expect(await installTensorflow(options)).toMatchObject({ isNew: true });
    expect(await installTensorflow(options)).toMatchObject({ isNew: false });
  });

  it('makes XLA’s assembler executable, and again when that was lost', async () => {
    const { options, library, build } = cudaWorld();
    await installTensorflow(options);
    const file = path.join(library, ptxas);
    accessSync(file, constants.X_OK);
    chmodSync(file, 0o644);
    expect(readTensorflowStatus(options)).toMatchObject({
      installed: false,
      reason: expect.stringContaining('changed'),
      next: 'Run npm run setup:tensorflow -- --cuda.',
    });
    expect(planSetup(build, options.cacheDir, noCards).isPresent).toBe(false);
    await installTensorflow(options);
    accessSync(file, constants.X_OK);
    expect(readTensorflowStatus(options).installed).toBe(true);
  });

  it('goes on after a download that was cut, with the wheel that was cut', async () => {
    const { options, bin, build, fetched, library } = cudaWorld();
    const python = readFileSync(path.join(bin, 'python3'), 'utf8');
    writeProgram(
      path.join(bin, 'python3'),
      `case "$*" in *cublas*) printf part >"$TMPDIR/part"; echo "ProtocolError: Connection broken" >&2; exit 1;; esac
      ${python}`,
    );
    await expect(installTensorflow(options)).rejects.toThrow('the network did not answer');
    expect(readdirSync(`${library}.partial/wheels`)).toHaveLength(3);
    expect(planSetup(build, options.cacheDir, noCards).downloadBytes).toBe(
      build.wheels.slice(3).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    );
    writeFileSync(path.join(bin, 'python3'), python);
    await installTensorflow(options);
    expect(fetched()).toEqual(build.wheels.map(({ requirement }) => requirement));
  });

  it('is not fooled by a download that is cut short without an error', async () => {
    const { options, index, build } = cudaWorld();
    const { file } = build.wheels[3];
    const whole = readFileSync(path.join(index, file));
    writeFileSync(path.join(index, file), whole.subarray(0, whole.length - 7));
    await expect(installTensorflow(options)).rejects.toThrow(`${file} is not the expected file`);
    writeFileSync(path.join(index, file), whole);
    expect(await installTensorflow(options)).toMatchObject({ isNew: true });
  });

  test.each([
    '1 of 10, downloading tensorflow==2.21.0',
    '1 of 10, checking the download',
    '1 of 10, unpacking',
    '1 of 10, making the libraries smaller',
    '2 of 10, unpacking',
    '10 of 10, unpacking',
    'compiling the addon',
  ])('goes on after an interruption at "%s"', async (step) => {
    const { options, build, fetched } = cudaWorld();
    const controller = new AbortController();
    const report = (now: string) => now.startsWith(step) && controller.abort();
    await expect(installTensorflow({ ...options, report, signal: controller.signal })).rejects.toThrow();
    expect(installedVersion(options.packageDir, options.cacheDir, build)).toBeUndefined();
    expect(await installTensorflow(options)).toMatchObject({ isNew: true });
    // A wheel that was fetched is not fetched again; one that was about to be is.
    expect(fetched().length).toBeLessThanOrEqual(build.wheels.length + 1);
    expect(new Set(fetched()).size).toBe(build.wheels.length);
  });

  it('is not taken for set up where TensorFlow sees no card', async () => {
    const { options, packageDir } = cudaWorld();
    writeFileSync(path.join(packageDir, 'index.js'), workingApi(false));
    await expect(installTensorflow(options)).rejects.toThrow('it sees no graphics card');
    expect(findCudaAddon(packageDir)).toBeUndefined();
  });
});

const noCards = { cards: [], fits: false, reason: 'There is no NVIDIA graphics card in this computer.' };

describe('what would be fetched', () => {
  it('says of each wheel how its checksum is known', () => {
    const plan = planSetup(cudaBuild, '/nowhere', noCards);
    expect(plan.wheels.map(({ checksum, sha256 }) => [checksum, sha256?.length])).toEqual(
      cudaBuild.wheels.map(({ sha256 }) =>
        sha256 === 'first-use' ? ['first use', undefined] : ['pinned', 64],
      ),
    );
    expect(plan.downloadBytes).toBeGreaterThan(2e9);
    expect(plan.downloadBytes).toBeLessThan(2.4e9);
    expect(plan.peakDiskBytes).toBeGreaterThan(plan.keptBytes);
  });

  it('is told in words, with the reason and the size', () => {
    const text = describePlan(planSetup(cudaBuild, '/nowhere', noCards)).join('\n');
    expect(text).toMatch(/^There is no NVIDIA graphics card/);
    expect(text).toMatch(/downloads about 2\.2 GB/);
    expect(text).toContain('nvidia-cudnn-cu12==9.5.1.17, 571 MB, checksum pinned');
  });

  it('names cuDNN at the end of its range that still has kernels for Pascal and Volta', () => {
    const cudnn = cudaBuild.wheels.find(({ requirement }) => requirement.startsWith('nvidia-cudnn'));
    expect(cudnn?.requirement).toMatch(/==9\.(?:[3-9]|10)\./);
  });
});

it('quotes a path with spaces for XLA', () => {
  expect(xlaDataFlag('/a b')).toBe('--xla_gpu_cuda_data_dir="/a b/nvidia/cuda_nvcc"');
  expect(xlaDataFlag('/a')).toBe('--xla_gpu_cuda_data_dir=/a/nvidia/cuda_nvcc');
});
