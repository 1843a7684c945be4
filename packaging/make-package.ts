import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, Platform } from 'electron-builder';
import { z } from 'zod';
import { StudioError } from '../main/contract/errors.ts';
import type { ReportStep } from '../main/setup/progress-line.ts';
import { runProgram } from '../main/setup/run-program.ts';
import { BundledWorks, type LicensedWork, readTerms, writeLicences } from './licences.ts';
import { bundledLicences } from './shipped-files.ts';
import { stageApp } from './stage-app.ts';
import { stageTensorflow } from './stage-tensorflow.ts';
import type { PackageTarget } from './targets.ts';

export interface MakePackageOptions {
  target: PackageTarget;
  /** True: the unpacked program alone; false: installers as well. */
  dirOnly: boolean;
  /** Where everything is made. */
  outputDir: string;
  /** Folder with Electron's unpacked distribution; absent = electron-builder downloads it. */
  electronDist?: string;
  report: ReportStep;
}

/**
 * Makes a package from the programs in dist/: lays out its archive and what lies beside it, then lets electron-builder
 * pack both with Electron. Returns the paths of what was made.
 */
export async function makePackage(options: MakePackageOptions): Promise<string[]> {
  const { target, dirOnly, outputDir, electronDist, report } = options;
  const appDir = path.join(outputDir, 'app');
  const resourcesDir = path.join(outputDir, 'resources');
  await rm(resourcesDir, { recursive: true, force: true });
  await mkdir(resourcesDir, { recursive: true });

  const modulesDir = await modulesFor(target, outputDir, report);
  report('finding the files that are used');
  const packages = await stageApp({
    projectDir,
    modulesDir,
    appDir,
    target: `${target.platform}-${target.arch}`,
  });
  const native = target.hasTensorflow
    ? await stageTensorflow({
        packageDir: path.join(modulesDir, '@tensorflow/tfjs-node-gpu'),
        appDir,
        resourcesDir,
        report,
      })
    : undefined;
  report('collecting licences');
  const licences = await collectLicences(packages, modulesDir, native?.noticesFile);
  await writeFile(path.join(resourcesDir, 'LICENCES.txt'), licences);

  report('packing');
  const systems = { linux: Platform.LINUX, mac: Platform.MAC, win: Platform.WINDOWS };
  return build({
    // Its own folder, so that electron-builder does not add packages of the checkout.
    projectDir: appDir,
    targets: systems[target.name].createTarget(dirOnly ? 'dir' : undefined),
    config: {
      extends: path.join(projectDir, 'electron-builder.yml'),
      electronVersion: await electronVersion(),
      ...(electronDist === undefined ? {} : { electronDist }),
      directories: { app: appDir, output: outputDir, buildResources: path.join(projectDir, 'assets') },
      icon: path.join(projectDir, 'assets', 'icon.png'),
      extraResources: [{ from: resourcesDir, to: '.' }],
    },
    publish: 'never',
  });
}

const projectDir = path.dirname(import.meta.dirname);

/** node_modules of the target's system: this checkout's own where it is the same, else an install beside the package. */
async function modulesFor(target: PackageTarget, outputDir: string, report: ReportStep): Promise<string> {
  if (target.platform === process.platform && target.arch === process.arch)
    return path.join(projectDir, 'node_modules');
  const dir = path.join(outputDir, `modules-${target.name}`);
  report(`installing the npm packages for ${target.platform} ${target.arch}`);
  await mkdir(dir, { recursive: true });
  for (const name of ['package.json', 'package-lock.json'])
    await writeFile(path.join(dir, name), await readFile(path.join(projectDir, name)));
  const system = [`--os=${target.platform}`, `--cpu=${target.arch}`];
  const install = ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', ...system];
  const result = await runProgram('npm', install, { cwd: dir });
  if (!result.ok)
    throw new StudioError(
      'ENGINE_UNAVAILABLE',
      `npm could not install the packages: ${result.stderr.trim()}`,
      {
        next: 'Check the connection to the npm registry, then run it again.',
      },
    );
  return path.join(dir, 'node_modules');
}

async function collectLicences(
  packages: readonly string[],
  modulesDir: string,
  tensorflowNotices: string | undefined,
): Promise<string> {
  const bundled = new Set<string>();
  for (const file of bundledLicences) {
    const works = BundledWorks.parse(JSON.parse(await readFile(path.join(projectDir, file), 'utf8')));
    for (const { name } of works) bundled.add(name);
  }
  const works: LicensedWork[] = [
    await readTerms(projectDir),
    ...(await Promise.all(packages.map((name) => readTerms(path.join(modulesDir, name))))),
    // Packages of the page are needed for its build alone, so they lie in this checkout.
    ...(await Promise.all(
      [...bundled].map((name) => readTerms(path.join(projectDir, 'node_modules', name))),
    )),
    await readFont(),
  ];
  if (tensorflowNotices !== undefined) {
    works.push({
      name: 'TensorFlow',
      version: 'libtensorflow_cc',
      licence: 'Apache-2.0 and others',
      text: await readFile(tensorflowNotices, 'utf8'),
    });
  }
  return writeLicences(works);
}

async function readFont(): Promise<LicensedWork> {
  const text = await readFile(path.join(projectDir, 'renderer/theme/fonts/LICENSE.txt'), 'utf8');
  return { name: 'Inter', version: 'font', licence: 'OFL-1.1', text };
}

async function electronVersion(): Promise<string> {
  const file = path.join(projectDir, 'node_modules/electron/package.json');
  return z.object({ version: z.string() }).parse(JSON.parse(await readFile(file, 'utf8'))).version;
}
