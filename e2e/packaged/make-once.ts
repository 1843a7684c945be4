import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { extractAll } from '@electron/asar';
import { z } from 'zod';
import { readTensorflowStatus } from '../../main/setup/tensorflow-status.ts';
import { rootDir } from '../hosts/run-cli.ts';
import { writeElectronDistribution } from './electron-distribution.ts';

/** The package for Linux, made over a stand-in for Electron's distribution, and its archive unpacked beside it. */
export interface MadePackage {
  /** The program's folder, as it would be installed. */
  programDir: string;
  resourcesDir: string;
  /** The archive's content in a folder far from the checkout, with the libraries where the addon looks for them. */
  unpackedDir: string;
  remove(): Promise<void>;
}

/** Why no package can be made on this machine, as a full sentence; undefined where it can. */
export function whyNotHere(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return 'The package for Linux is made on Linux x64.';
  const tensorflow = readTensorflowStatus();
  return tensorflow.installed ? undefined : `The package holds TensorFlow. ${tensorflow.reason}`;
}

/** Runs `npm run package -- --linux --dir`'s program: builds, lays out and packs (about 30 s). */
export async function makePackageOnce(): Promise<MadePackage> {
  const dir = await mkdtemp(path.join(tmpdir(), 'faceloom-package-'));
  const electron = path.join(dir, 'electron');
  const manifest = await readFile(path.join(rootDir, 'node_modules/electron/package.json'), 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(manifest));
  await writeElectronDistribution(electron, version);
  const output = path.join(dir, 'release');
  const program = path.join(rootDir, 'packaging', 'package.ts');
  const args = [program, '--linux', '--dir', '--electron', electron, '--output', output];
  await promisify(execFile)(process.execPath, args, { cwd: rootDir, maxBuffer: 16 * 2 ** 20 });
  const programDir = path.join(output, 'linux-unpacked');
  const resourcesDir = path.join(programDir, 'resources');
  // As deep below its resources as app.asar.unpacked is, since the addon finds the libraries from there.
  const unpackedDir = path.join(dir, 'far-away', 'app.asar');
  extractAll(path.join(resourcesDir, 'app.asar'), unpackedDir);
  await symlink(path.join(resourcesDir, 'tensorflow'), path.join(dir, 'far-away', 'tensorflow'));
  return { programDir, resourcesDir, unpackedDir, remove: () => rm(dir, { recursive: true, force: true }) };
}
