import { statfs } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { defineCommand } from 'citty';
import { type EngineCandidate, withUnavailable } from '../../contract/engines.ts';
import { PresetId } from '../../contract/presets.ts';
import type { GraphicsReport } from '../../contract/system/graphics-cards.ts';
import type { Progress } from '../../contract/system/jobs.ts';
import { surveyCards } from '../../graphics-cards/survey-cards.ts';
import { planConfig, presets } from '../../presets/index.ts';
import { cudaBuild } from '../../setup/builds.ts';
import { cacheDir } from '../../setup/cache.ts';
import { examineElectron } from '../../setup/electron/electron-status.ts';
import { findBrowser } from '../../setup/find-browser.ts';
import { readMpiStatus } from '../../setup/install-mpi.ts';
import { readTensorflowStatus } from '../../setup/tensorflow-status.ts';
import { createLogger } from '../../studio/base/log.ts';
import { computeProcesses } from '../../studio/compute-process/compute-processes.ts';
import { Engines } from '../../studio/compute-process/engine-status.ts';
import { forkCompute } from '../../studio/compute-process/fork-compute.ts';
import { computeEntry, libraryDir, version } from '../app.ts';
import { choiceOption, commonArgs } from '../arguments.ts';
import { describeCandidate, describeTraining, engineInUse } from '../describe-candidate.ts';
import { formatBytes } from '../format.ts';
import { openProvedEngines } from '../open-proved-engines.ts';
import { bold, dim, green, Output, yellow } from '../output.ts';
import { toProvedCandidate } from '../proved-candidates.ts';

export const doctorCommand = defineCommand({
  meta: { name: 'doctor', description: 'Show what works on this machine, and what is missing' },
  args: {
    ...commonArgs,
    prove: { type: 'boolean', description: 'prove again what each engine computes on this machine' },
    preset: {
      type: 'positional',
      required: false,
      description: `with --prove: the steps of a preset (${PresetId.options.join(', ')})`,
    },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    if (args.prove === true) {
      const candidates = await prove(args.preset, output);
      output.result({ candidates: candidates.map(toProvedCandidate) }, candidates.flatMap(describeCandidate));
      return;
    }
    const report = await examine(libraryDir(args.library));
    output.result(report, describe(report));
  },
});

/** Proves every candidate afresh: what it computes and the face finder, or with a preset that preset's own steps. */
async function prove(preset: string | undefined, output: Output): Promise<EngineCandidate[]> {
  const engines = await openProvedEngines();
  const report = (progress: Progress) => output.progress('Doctor', progress);
  const candidates = await engines.list(0, 'again', { report });
  if (preset === undefined) return candidates;
  const chosen = choiceOption('preset', preset, PresetId.options);
  const config = planConfig(presets[chosen], { seed: 1, datasetChannels: 3 });
  return engines.listForRun(config, 0, { report });
}

type Report = Awaited<ReturnType<typeof examine>>;

async function examine(library: string) {
  const silent = createLogger(() => undefined);
  const onCards = readTensorflowStatus({ build: cudaBuild });
  const engines = new Engines(computeProcesses(forkCompute(computeEntry, silent)));
  const [statuses, listed, browser, graphics, { bavail, bsize }] = await Promise.all([
    engines.statuses(),
    openProvedEngines().then((proved) => proved.list(0, 'no')),
    findBrowser(),
    surveyCards(
      onCards.installed ? {} : { disk: { folder: cacheDir(), neededBytes: cudaBuild.peakDiskBytes } },
    ),
    statfs(await nearestFolder(library)),
  ]);
  const candidates = withUnavailable(listed, statuses);
  return {
    version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    engines: statuses,
    candidates,
    defaultEngine: engineInUse(candidates, await engines.default()),
    tensorflow: readTensorflowStatus(),
    graphics,
    tensorflowOnCards: onCards,
    mpi: readMpiStatus(cacheDir()),
    threads: availableParallelism(),
    memoryBytes: totalmem(),
    memoryFreeBytes: freemem(),
    library,
    libraryBytesFree: bavail * bsize,
    electron: examineElectron(),
    browser,
  };
}

/** The library's folder may not exist yet. */
async function nearestFolder(path: string): Promise<string> {
  try {
    await statfs(path);
    return path;
  } catch (error) {
    if (dirname(path) === path) throw error;
    return nearestFolder(dirname(path));
  }
}

const line = (name: string, isFine: boolean, text: string, next?: string) => [
  `${isFine ? green('✓') : yellow('–')} ${name.padEnd(12)} ${text}`,
  ...(isFine || next === undefined ? [] : [dim(`  ${' '.repeat(12)} ${next}`)]),
];

/** Each card, or why none is used here. */
function describeGraphics({ cards, fits, reason, next }: GraphicsReport, cudaVersion?: string): string[] {
  const about = ({ name, driver, computeCapability, memoryBytes }: (typeof cards)[number]) =>
    [
      name,
      ...(memoryBytes === undefined ? [] : [formatBytes(memoryBytes)]),
      `driver ${driver}`,
      ...(computeCapability === undefined ? [] : [`compute capability ${computeCapability}`]),
    ].join(', ');
  const others = cards.filter((card) => card.reason !== undefined && card.reason !== reason);
  return [
    ...line(
      'Graphics',
      fits,
      cudaVersion === undefined ? reason : `${reason} TensorFlow ${cudaVersion} for cards is set up.`,
      next,
    ),
    ...(fits && next !== undefined && cudaVersion === undefined ? [dim(`  ${' '.repeat(12)} ${next}`)] : []),
    ...cards.map((card) => dim(`  ${' '.repeat(12)} ${about(card)}`)),
    ...others.map((card) => dim(`  ${' '.repeat(12)} ${card.reason} ${card.next ?? ''}`)),
  ];
}

function describe(report: Report): string[] {
  const { electron, browser } = report;
  const isProved = report.candidates.some(({ verdict }) => verdict === 'right');
  const training = describeTraining(report.candidates, report.defaultEngine);
  return [
    bold(`Faceloom ${report.version} on ${report.platform}, Node ${report.node}`),
    ...report.engines.flatMap(({ id, title, available, version: engineVersion, threads, reason, next }) =>
      available
        ? line(title, true, `${engineVersion}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`)
        : line(
            title,
            false,
            reason ?? 'not available',
            (id === 'tensorflow' ? report.tensorflow.next : undefined) ?? next,
          ),
    ),
    ...line(
      'Proofs',
      isProved,
      'what each way of computing gives on this machine, compared with exact results:',
    ),
    ...report.candidates.flatMap(describeCandidate).map((text) => `  ${' '.repeat(12)} ${text}`),
    ...line('Training', training.isFine, training.text, training.next),
    ...describeGraphics(report.graphics, report.tensorflowOnCards.version),
    ...line(
      'Memory',
      true,
      `${formatBytes(report.memoryFreeBytes)} free of ${formatBytes(report.memoryBytes)}`,
    ),
    ...(report.mpi.installed
      ? line('Ranks', true, `trainings can run over several processes, with ${report.mpi.mpirun}`)
      : line('Ranks', false, report.mpi.reason, report.mpi.next)),
    ...line('Library', true, `${report.library}, ${formatBytes(report.libraryBytesFree)} free`),
    ...line('Electron', electron.canOpen, electron.text, electron.next),
    ...(browser.found
      ? line('Browser', true, `${browser.version}, ${browser.path}`)
      : line('Browser', false, browser.reason, browser.next)),
  ];
}
