import { findAddonPackage, readAddon } from './addon.ts';
import { cpuBuild } from './builds.ts';
import { cacheDir } from './cache.ts';
import { installedVersion } from './install-tensorflow.ts';
import { readSetupRecord } from './setup-record.ts';
import { buildDir } from './tensorflow-library.ts';
import type { TensorflowBuild } from './wheels.ts';

/** Whether native TensorFlow is set up in this checkout, and if not, why and what to do. */
export interface TensorflowStatus {
  installed: boolean;
  version?: string;
  reason?: string;
  next?: string;
  /** The addon's file. */
  path?: string;
}

interface StatusPlaces {
  packageDir: string | undefined;
  cacheDir: string;
  build: TensorflowBuild;
}

/** Reads the set-up's records: quick, and without loading TensorFlow. */
export function readTensorflowStatus(places: Partial<StatusPlaces> = {}): TensorflowStatus {
  const {
    packageDir,
    cacheDir: cache,
    build,
  } = {
    packageDir: findAddonPackage(),
    cacheDir: cacheDir(),
    build: cpuBuild,
    ...places,
  };
  if (packageDir === undefined) {
    return { installed: false, reason: '@tensorflow/tfjs-node-gpu is not installed.', next: 'Run npm ci.' };
  }
  const version = installedVersion(packageDir, cache, build);
  if (version !== undefined) return { installed: true, version, path: readAddon(packageDir, build).output };
  const record = readSetupRecord(packageDir, build);
  const next = `Run ${build.command}.`;
  if (record?.outcome === 'unavailable')
    return { installed: false, reason: record.reason, next: record.next };
  if (record?.outcome === 'ready') {
    const reason = `Its files have changed since it was set up (${buildDir(cache, build)}).`;
    return { installed: false, reason, next };
  }
  return { installed: false, reason: 'It has not been set up in this checkout.', next };
}
