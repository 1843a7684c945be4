import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findProgram } from './find-program.ts';
import { installMpi, readMpiStatus } from './install-mpi.ts';
import { tempDir, writeProgram } from './testing.ts';

/** Tools of paper: a compiler and an mpirun that do as they are told. */
function paperTools({ mpicxx = compiles, mpirun = addsUp }: { mpicxx?: string; mpirun?: string } = {}) {
  const dir = tempDir();
  const bin = path.join(dir, 'bin');
  writeProgram(path.join(bin, 'mpicxx'), mpicxx);
  writeProgram(path.join(bin, 'mpirun'), mpirun);
  return { dir, bin, cacheDir: path.join(dir, 'cache'), force: false, env: { PATH: `${bin}:/bin` } };
}

const compiles = 'while [ "$1" != -o ]; do shift; done; echo addon >"$2"';
const said = { ranks: 2, isRight: true, version: 'Paper MPI 1.0', latencySeconds: 1e-5, seconds: 0.01 };
const saying = (change: object) => `echo '${JSON.stringify({ ...said, ...change })}'`;
const addsUp = saying({});

describe('the set-up of MPI', () => {
  test('compiles the addon, lets two ranks add up, and compiles no second time', async () => {
    const { dir, ...options } = paperTools({
      mpicxx: `echo compiled >>"$CALLS"; ${compiles}`,
    });
    const calls = path.join(dir, 'calls');
    const env = { ...options.env, CALLS: calls };
    expect(await installMpi({ ...options, env })).toEqual({ ...said, isNew: true });
    expect(await installMpi({ ...options, env })).toEqual({ ...said, isNew: false });
    expect(readFileSync(calls, 'utf8')).toBe('compiled\n');
    await installMpi({ ...options, env, force: true });
    expect(readFileSync(calls, 'utf8')).toBe('compiled\ncompiled\n');
    expect(readMpiStatus(options.cacheDir, env)).toMatchObject({
      installed: true,
      mpirun: path.join(options.bin, 'mpirun'),
    });
  });

  test('names the packages of what is missing', async () => {
    const dir = tempDir();
    const bin = path.join(dir, 'bin');
    writeProgram(path.join(bin, 'apt-get'), 'exit 1');
    const options = { cacheDir: path.join(dir, 'cache'), force: false, env: { PATH: bin } };
    await expect(installMpi(options)).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: 'mpicxx and mpirun are missing.',
      data: { next: expect.stringContaining('apt-get install libopenmpi-dev openmpi-bin') },
    });
    expect(readMpiStatus(options.cacheDir, options.env)).toMatchObject({
      installed: false,
      next: expect.stringContaining('openmpi-bin libopenmpi-dev'),
    });
  });

  test('says that headers are missing', async () => {
    const options = paperTools({
      mpicxx: 'echo "mpi.cc:9:10: fatal error: mpi.h: No such file" >&2; exit 1',
    });
    await expect(installMpi(options)).rejects.toMatchObject({
      message: 'The headers of MPI are missing.',
      data: { next: expect.stringContaining('libopenmpi-dev') },
    });
  });

  test.each([
    ['a wrong sum', saying({ isRight: false })],
    ['each process by itself', saying({ ranks: 1 })],
    ['an mpirun that fails', 'echo "error: no slots" >&2; exit 1'],
  ])('keeps no addon after %s', async (_, mpirun) => {
    const options = paperTools({ mpirun });
    await expect(installMpi(options)).rejects.toMatchObject({
      message: expect.stringContaining('could not add up'),
    });
    expect(readMpiStatus(options.cacheDir, options.env)).toMatchObject({
      installed: false,
      next: 'Run npm run setup:mpi.',
    });
  });

  test('works with the MPI of this machine', async ({ skip }) => {
    skip(findProgram('mpicxx') === undefined || findProgram('mpirun') === undefined, 'MPI is not installed');
    const cacheDir = tempDir();
    const { version, isNew, seconds } = await installMpi({ cacheDir, force: false });
    expect(isNew).toBe(true);
    expect(version).not.toBe('');
    expect(seconds).toBeGreaterThan(0);
    expect(readMpiStatus(cacheDir)).toMatchObject({ installed: true });
  });
});
