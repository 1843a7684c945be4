import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { StudioError } from '../contract/errors.ts';
import { findAddonPackage } from './addon.ts';
import { cacheDir } from './cache.ts';
import { installedVersion, installTensorflow } from './install-tensorflow.ts';
import { openProgressLine } from './progress-line.ts';
import { toSetupProblem } from './setup-problem.ts';
import { writeSetupRecord } from './setup-record.ts';
import { cpuBuild, cudaReason } from './wheels.ts';

/**
 * Sets native TensorFlow up in this checkout: `npm run setup:tensorflow [-- --force] [-- --cuda]`, and after every
 * `npm ci`. Ends with code 0 even where it cannot be done, because Faceloom works without it; 130 when interrupted,
 * 2 for an argument that does not exist.
 */
async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const unknown = args.find((arg) => arg !== '--force' && arg !== '--cuda');
  if (unknown !== undefined) {
    console.error(`TensorFlow: ${unknown} is not known here; there are --force and --cuda.`);
    return 2;
  }
  if (process.env['FACELOOM_SKIP_TENSORFLOW'] === '1') {
    console.log('TensorFlow: skipped, because FACELOOM_SKIP_TENSORFLOW=1.');
    return 0;
  }
  const build = cpuBuild;
  const line = openProgressLine(process.stdout, 'TensorFlow');
  const interrupted = abortOnSignals();
  const packageDir = findAddonPackage();
  try {
    if (packageDir === undefined) {
      throw new StudioError('ENGINE_UNAVAILABLE', '@tensorflow/tfjs-node-gpu is not installed.', {
        next: 'Run npm ci.',
      });
    }
    const { version, isNew } = await installTensorflow({
      build,
      cacheDir: cacheDir(),
      packageDir,
      force: args.includes('--force'),
      report: line.report,
      signal: interrupted,
    });
    line.close();
    const threads = Number(process.env['TF_NUM_INTRAOP_THREADS'] ?? 0) || availableParallelism();
    const state = isNew ? 'ready, its first matrix product is right' : 'already set up';
    console.log(`TensorFlow ${version} (${build.label}), ${threads} threads: ${state}.`);
    // After `npm ci` it is proved when it is first needed, so that installing stays short.
    if (process.env['npm_lifecycle_event'] === 'setup:tensorflow') await prove();
  } catch (error) {
    line.close();
    if (interrupted.aborted) {
      console.log(
        'TensorFlow: interrupted, temporary files removed. npm run setup:tensorflow starts it again.',
      );
      return 130;
    }
    const { reason, next } = toSetupProblem(error, cacheDir());
    if (packageDir !== undefined && installedVersion(packageDir, cacheDir(), build) === undefined) {
      writeSetupRecord(packageDir, { outcome: 'unavailable', reason, next });
    }
    console.log(
      `TensorFlow is not set up: ${reason}\n  ${next}\n  Until then Faceloom uses its wasm engine.`,
    );
  }
  if (args.includes('--cuda'))
    console.log(`TensorFlow on NVIDIA graphics cards is not offered yet: ${cudaReason}.`);
  return 0;
}

/** In a program of its own, since this one knows nothing of the studio. */
async function prove(): Promise<void> {
  const program = fileURLToPath(new URL('../cli/prove-after-setup.ts', import.meta.url));
  await once(spawn(process.execPath, [program], { stdio: 'inherit' }), 'close');
}

function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => controller.abort());
  return controller.signal;
}

process.exitCode = await main();
