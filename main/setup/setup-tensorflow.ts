import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { StudioError } from '../contract/errors.ts';
import { endingSignals } from '../contract/system/ending-signals.ts';
import type { SetupMessage } from '../graphics-cards/cuda-setup.ts';
import { surveyCards } from '../graphics-cards/survey-cards.ts';
import { findAddonPackage } from './addon.ts';
import { cpuBuild, cudaBuild } from './builds.ts';
import { cacheDir } from './cache.ts';
import { installedVersion, installTensorflow } from './install-tensorflow.ts';
import { openProgressLine, openProgressMessages } from './progress-line.ts';
import { readSetupOptions, type SetupOptions } from './setup-options.ts';
import { describePlan, planSetup } from './setup-plan.ts';
import { toSetupProblem } from './setup-problem.ts';
import { writeSetupRecord } from './setup-record.ts';
import type { TensorflowBuild } from './wheels.ts';

/**
 * Sets native TensorFlow up in this checkout: `npm run setup:tensorflow [-- --force] [-- --cuda]`, and after every
 * `npm ci`. Ends with code 0 even where the processor's build cannot be had, because Faceloom works without it; 1 where
 * that for graphics cards was asked for and cannot; 130 when interrupted, 2 for an argument that does not fit.
 */
async function main(): Promise<number> {
  const options = readSetupOptions(process.argv.slice(2));
  if (typeof options === 'string') {
    console.error(`TensorFlow: ${options}`);
    return 2;
  }
  if (process.env['FACELOOM_SKIP_TENSORFLOW'] === '1') {
    tell(options, 'TensorFlow: skipped, because FACELOOM_SKIP_TENSORFLOW=1.', {
      type: 'failed',
      reason: 'It is left out, because FACELOOM_SKIP_TENSORFLOW=1.',
      next: 'Start Faceloom without that setting.',
    });
    return 0;
  }
  if (!options.cuda) {
    const code = await install(cpuBuild, options);
    if (code === 0) await adviseOnCards();
    return code;
  }
  return (await isWanted(options)) ?? (await install(cudaBuild, options));
}

/** Says what the build for cards takes, and asks; an exit code where it ends with that. */
async function isWanted(options: SetupOptions): Promise<number | undefined> {
  const { dryRun, json, yes } = options;
  const packageDir = findAddonPackage();
  const isReady =
    packageDir !== undefined && installedVersion(packageDir, cacheDir(), cudaBuild) !== undefined;
  const disk = { folder: cacheDir(), neededBytes: cudaBuild.peakDiskBytes };
  const plan = planSetup(cudaBuild, cacheDir(), await surveyCards({ disk }), isReady);
  const { fits, reason, next } = plan.graphics;
  if (dryRun) {
    console.log(json ? JSON.stringify(plan) : describePlan(plan).join('\n'));
    if (!json && !fits) console.log(`So it would not be set up here. ${next ?? ''}`.trim());
    return 0;
  }
  if (!fits && !plan.isPresent) {
    const words = `TensorFlow for graphics cards is not set up: ${reason}${next === undefined ? '' : `\n  ${next}`}`;
    tell(options, words, { type: 'failed', reason, ...(next === undefined ? {} : { next }) });
    return 1;
  }
  if (plan.isPresent || yes) return undefined;
  console.log(describePlan(plan).join('\n'));
  if (!process.stdin.isTTY) {
    console.log('Nothing was fetched. Add --yes to go on without being asked.');
    return 1;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Go on? [y/N] ');
  terminal.close();
  if (/^y(es)?$/i.test(answer.trim())) return undefined;
  console.log('Nothing was fetched.');
  return 1;
}

async function install(build: TensorflowBuild, options: SetupOptions): Promise<number> {
  const line = options.json
    ? openProgressMessages(process.stdout)
    : openProgressLine(process.stdout, 'TensorFlow');
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
      force: options.force,
      report: line.report,
      onDownloaded: line.onDownloaded,
      signal: interrupted,
    });
    line.close();
    const threads = Number(process.env['TF_NUM_INTRAOP_THREADS'] ?? 0) || availableParallelism();
    const state = isNew ? 'ready, its first matrix product is right' : 'already set up';
    const words = `TensorFlow ${version} (${build.label}), ${threads} threads: ${state}.`;
    tell(options, words, { type: 'ready', version });
    // After `npm ci` it is proved when it is first needed, so that installing stays short.
    if (process.env['npm_lifecycle_event'] === 'setup:tensorflow') await prove();
    return 0;
  } catch (error) {
    line.close();
    if (interrupted.aborted) {
      const kept = build.wheels.length > 1 ? 'what was fetched is kept' : 'temporary files removed';
      const words = `TensorFlow: interrupted, ${kept}. ${build.command} starts it again.`;
      tell(options, words, { type: 'interrupted' });
      return 130;
    }
    const { reason, next } = toSetupProblem(error, cacheDir(), build);
    if (packageDir !== undefined && installedVersion(packageDir, cacheDir(), build) === undefined) {
      await writeSetupRecord(packageDir, build, { outcome: 'unavailable', reason, next });
    }
    const meanwhile = build.usesCard ? 'the processor' : 'its wasm engine';
    const words = `TensorFlow is not set up: ${reason}\n  ${next}\n  Until then Faceloom uses ${meanwhile}.`;
    tell(options, words, { type: 'failed', reason, next });
    return build.usesCard ? 1 : 0;
  }
}

/** How it ended: in words for a person, or as a message for a program. */
function tell({ json }: SetupOptions, words: string, message: SetupMessage): void {
  console.log(json ? JSON.stringify(message) : words);
}

/** One line where a card could train and its build is not set up. */
async function adviseOnCards(): Promise<void> {
  const packageDir = findAddonPackage();
  if (packageDir === undefined || installedVersion(packageDir, cacheDir(), cudaBuild) !== undefined) return;
  const { fits, reason, next } = await surveyCards();
  if (fits) console.log(`TensorFlow: ${reason} ${next ?? ''}`);
}

/** In a program of its own, since this one knows nothing of the studio. */
async function prove(): Promise<void> {
  const program = fileURLToPath(new URL('../cli/prove-after-setup.ts', import.meta.url));
  await once(spawn(process.execPath, [program], { stdio: 'inherit' }), 'close');
}

function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of endingSignals) process.once(name, () => controller.abort());
  return controller.signal;
}

process.exitCode = await main();
