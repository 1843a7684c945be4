import { copyFile, link, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../main/contract/errors.ts';
import { buildAddon, readAddon } from '../main/setup/addon.ts';
import { cpuBuild } from '../main/setup/builds.ts';
import { cacheDir } from '../main/setup/cache.ts';
import { findProgram } from '../main/setup/find-program.ts';
import { installTensorflow } from '../main/setup/install-tensorflow.ts';
import type { ReportStep } from '../main/setup/progress-line.ts';
import { buildDir } from '../main/setup/tensorflow-library.ts';

export interface StageTensorflowOptions {
  /** Folder of @tensorflow/tfjs-node-gpu in the checkout. */
  packageDir: string;
  /** What becomes the archive, and what lies beside it in the package. */
  appDir: string;
  resourcesDir: string;
  report: ReportStep;
}

/**
 * Puts native TensorFlow into the package: the stripped libraries (about 630 MB), and an addon that finds them by its
 * own place. Sets TensorFlow up first where that was not done yet. Returns the file of its notices.
 */
export async function stageTensorflow(options: StageTensorflowOptions): Promise<{ noticesFile: string }> {
  const { packageDir, appDir, resourcesDir, report } = options;
  await installTensorflow({ build: cpuBuild, cacheDir: cacheDir(), packageDir, force: false, report });
  const library = buildDir(cacheDir(), cpuBuild);
  const target = path.join(resourcesDir, librariesName);
  await mkdir(target, { recursive: true });
  for (const file of cpuBuild.libraries) {
    const [from, name] = [path.join(library, file), path.basename(file)];
    // A second name costs nothing; across disks it has to be a copy.
    await link(from, path.join(target, name)).catch(() => copyFile(from, path.join(target, name)));
  }
  const compiler = findProgram('g++');
  if (compiler === undefined)
    throw new StudioError('ENGINE_UNAVAILABLE', 'g++ is missing.', { next: 'Install g++ 8 or newer.' });
  report('compiling the addon for the package');
  const addon = readAddon(packageDir, cpuBuild);
  const output = path.join(
    appDir,
    'node_modules/@tensorflow/tfjs-node-gpu',
    path.relative(packageDir, addon.output),
  );
  await mkdir(path.dirname(output), { recursive: true });
  await buildAddon({ ...addon, output }, cpuBuild, library, { compiler, runPath });
  return { noticesFile: path.join(library, cpuBuild.notices) };
}

/** Folder of the libraries below the package's resources. */
const librariesName = 'tensorflow';

/**
 * From the addon's folder, resources/app.asar.unpacked/node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8, up to the
 * resources. The loader replaces $ORIGIN by that folder, so the program may lie anywhere.
 */
const runPath = `$ORIGIN/../../../../../../${librariesName}`;
