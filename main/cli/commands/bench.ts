import { defineCommand } from 'citty';
import { EngineChoice, StepModeChoice } from '../../contract/engines.ts';
import { Side } from '../../contract/pictures.ts';
import { PresetId } from '../../contract/presets.ts';
import type { OperationTime } from '../../protocol/bench.ts';
import { assertPreset } from '../../studio/runs/planning/offered-presets.ts';
import { userPath } from '../app.ts';
import { choiceOption, commonArgs, numberOption } from '../arguments.ts';
import { type AlignmentRates, measureAlignment } from '../bench/measure-alignment.ts';
import { type ImportRates, measureImport } from '../bench/measure-import.ts';
import { type ImportMemory, measureImportMemory } from '../bench/measure-import-memory.ts';
import { type KernelRates, measureKernels } from '../bench/measure-kernels.ts';
import { measureScoring, type ScoringCost } from '../bench/measure-scoring.ts';
import { measureServing, type ServingRates } from '../bench/measure-serving.ts';
import { measurePreset, measureSteps, type StepRate } from '../bench/measure-steps.ts';
import { measureStudio, type StudioFigures } from '../bench/measure-studio.ts';
import { measureTimeLeft, type TimeLeftFigures } from '../bench/measure-time-left.ts';
import { formatBytes, formatDuration } from '../format.ts';
import { bold, Output } from '../output.ts';
import { sides } from '../run-choices.ts';

export const benchCommand = defineCommand({
  meta: { name: 'bench', description: 'Measure this machine: import, training steps, start-up and memory' },
  args: {
    json: commonArgs.json,
    preset: {
      type: 'string',
      description: 'measure the training steps of this preset only',
      valueHint: PresetId.options.join('|'),
    },
    width: { type: 'string', description: 'with --preset: feature maps of the narrowest layer' },
    batch: { type: 'string', description: 'with --preset or --kernels: pictures in a step' },
    size: {
      type: 'string',
      description: `with --preset: side of the pictures, ${sides.join(' | ')} (default: the preset's)`,
    },
    mode: { type: 'string', description: `with --preset: ${StepModeChoice.options.join(' | ')}` },
    engine: { type: 'string', description: `with --preset: ${EngineChoice.options.join(' | ')}` },
    profile: { type: 'boolean', description: 'with --preset: also time each operation of an eager step' },
    kernels: {
      type: 'boolean',
      description:
        "measure only Faceloom's kernels for graphics cards against TensorFlow.js's, on the layers of --preset (default: standard-64; minutes)",
    },
    serving: { type: 'boolean', description: 'measure only how fast a model is served' },
    'time-left': {
      type: 'boolean',
      description: 'measure only how true the time left of a training is (two minutes)',
    },
    scoring: {
      type: 'boolean',
      description: 'measure only what scores cost a training (two minutes)',
    },
    faces: {
      type: 'string',
      description: 'folder of photos to import (default: drawn sample faces)',
      valueHint: 'DIR',
    },
    copies: {
      type: 'string',
      description: 'also import so many copies of drawn faces and watch the memory, such as 10000',
      valueHint: 'COUNT',
    },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    if (args.kernels) {
      // Other engines have no kernels of ours for graphics cards.
      choiceOption('engine', args.engine ?? 'webgpu', ['webgpu', 'auto']);
      return benchKernels(args.preset ?? 'standard-64', args.batch, output);
    }
    if (args.preset !== undefined) return benchPreset(args.preset, args, output);
    if (args['time-left']) return benchTimeLeft(output);
    if (args.serving) return benchServing(output);
    if (args.scoring) return benchScoring(output);
    const copies = numberOption('copies', args.copies, { min: 10, max: 1_000_000, isInteger: true });
    output.say('Measuring the import …');
    const imports = await measureImport(args.faces === undefined ? undefined : userPath(args.faces));
    if (copies !== undefined) output.say('Measuring the memory of an import …');
    const memory = copies === undefined ? undefined : await measureImportMemory(copies);
    output.say('Measuring the alignment of faces …');
    const alignment = await measureAlignment();
    output.say('Measuring training steps …');
    const steps = await measureSteps();
    output.say('Measuring the studio while it trains …');
    const studio = await measureStudio();
    output.say('Measuring what scores cost a training …');
    const scoring = await measureScoring();
    output.say('Measuring how fast a model is served …');
    const serving = await measureServing();
    output.say('Measuring how true the time left of a training is …');
    const timeLeft = await measureTimeLeft();
    const measured = { import: imports, alignment, steps, studio, scoring, serving, timeLeft };
    output.result(memory === undefined ? measured : { ...measured, importMemory: memory }, [
      ...describe(imports, memory, alignment, steps, studio),
      ...describeScoring(scoring),
      ...describeServing(serving),
      ...describeTimeLeft(timeLeft),
    ]);
  },
});

function describe(
  imports: ImportRates,
  memory: ImportMemory | undefined,
  alignment: AlignmentRates,
  steps: readonly StepRate[],
  studio: StudioFigures,
): string[] {
  return [
    bold('Import'),
    `  ${imports.imagesPerSecond.toFixed(0)} pictures a second, ${imports.ratioToBareSharp.toFixed(2)} of a bare sharp loop over the same ${imports.images} files`,
    ...(memory === undefined ? [] : [describeMemory(memory)]),
    bold('Alignment of faces'),
    `  ${alignment.imagesPerSecond.toFixed(1)} pictures a second in ${alignment.processes} processes; finding takes ${(100 * alignment.computeShare).toFixed(0)} % of the cores’ time`,
    bold('Training steps'),
    ...steps.map(describeSteps),
    bold('Studio while training draft-32'),
    `  ready after ${(studio.startUpMs / 1000).toFixed(1)} s; studio ${formatBytes(studio.studioMemoryBytes)}, compute ${formatBytes(studio.computeMemoryBytes)}`,
  ];
}

const describeScoring = ({
  secondsToStart,
  secondsPerScore,
  ratioWhileScoring,
  ratio,
}: ScoringCost): string[] => [
  bold('Scores while training draft-32'),
  `  ${secondsToStart.toFixed(1)} s of a core to begin with, ${secondsPerScore.toFixed(1)} s each; the training keeps ${(100 * ratioWhileScoring).toFixed(1)} % of its speed meanwhile, ${(100 * ratio).toFixed(1)} % over all`,
];

const describeTimeLeft = (figures: TimeLeftFigures): string[] => {
  const { estimates, median, worst, worstSecondsAtEnd, seconds, kimg, imagesPerSecond } = figures;
  return [
    bold('Time left of draft-32, with checkpoints and a pause'),
    `  ${estimates} estimates: off by ${percent(median)} in the median, ${percent(worst)} at worst; ${worstSecondsAtEnd.toFixed(1)} s at worst near the end`,
    `  ${kimg} kimg in ${formatDuration(seconds)}, ${imagesPerSecond.toFixed(0)} images a second`,
  ];
};

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;

const describeMemory = ({ images, bytesAtTenths, peakBytes }: ImportMemory): string =>
  `  ${images} copies: ${bytesAtTenths.map(formatBytes).join(', ')} at each tenth, ${formatBytes(peakBytes)} at most`;

const describeServing = (rates: ServingRates): string[] => {
  const { clients, faces, requestsPerSecond, facesPerSecond, p50Ms, p99Ms, ratioToBareEngine } = rates;
  return [
    bold('A served model of draft-32'),
    `  ${clients} clients at once, ${faces} faces a request: ${requestsPerSecond.toFixed(0)} requests a second, half of them within ${p50Ms.toFixed(0)} ms, 99 % within ${p99Ms.toFixed(0)} ms`,
    `  ${facesPerSecond.toFixed(0)} faces a second, ${percent(ratioToBareEngine)} of what the engine draws without a server`,
  ];
};

async function benchServing(output: Output): Promise<void> {
  const rates = await measureServing();
  output.result({ ...rates }, describeServing(rates));
}

async function benchTimeLeft(output: Output): Promise<void> {
  const figures = await measureTimeLeft();
  output.result({ ...figures }, describeTimeLeft(figures));
}

async function benchScoring(output: Output): Promise<void> {
  const figures = await measureScoring();
  output.result({ ...figures }, describeScoring(figures));
}

async function benchKernels(preset: string, batch: string | undefined, output: Output): Promise<void> {
  assertPreset(preset);
  const batchSize = numberOption('batch', batch, { min: 2, max: 1024, isInteger: true });
  const rates = await measureKernels(preset, batchSize, output);
  output.result({ ...rates }, describeKernels(rates));
}

const describeKernels = ({
  preset,
  batchSize,
  adapter,
  isSoftware,
  layers,
  ratios,
}: KernelRates): string[] => [
  bold(`Kernels of the layers of ${preset}, ${batchSize} pictures, on ${adapter}`),
  `  times as fast as TensorFlow.js's, ${isSoftware ? 'by the time of the processor' : 'by the clock'}`,
  ...layers.map(({ gradient, layer, perStep, packageMs, ownMs }) => {
    const own = Object.entries(ownMs).map(([form, ms]) => `${form} ${(packageMs / ms).toFixed(1)}`);
    return `  by the ${gradient.padEnd(6)} ${layer.padEnd(44)} ${perStep.toFixed(1).padStart(4)} a step ${packageMs.toFixed(1).padStart(9)} ms  ${own.join('  ')}`;
  }),
  ...ratios.map(({ gradient, form, ratio }) => `  all by the ${gradient}: ${form} ${ratio.toFixed(1)}`),
];

/** One row, whose last line with `--json` is one object. */
async function benchPreset(
  preset: string,
  args: Record<'width' | 'batch' | 'size' | 'mode' | 'engine', string | undefined> & {
    profile: boolean | undefined;
  },
  output: Output,
): Promise<void> {
  assertPreset(preset);
  const rate = await measurePreset(preset, {
    width: numberOption('width', args.width, { min: 1, max: 1024, isInteger: true }),
    batchSize: numberOption('batch', args.batch, { min: 2, max: 1024, isInteger: true }),
    ...(args.size === undefined
      ? {}
      : { resolution: Side.parse(Number(choiceOption('size', args.size, sides.map(String)))) }),
    mode: choiceOption('mode', args.mode ?? 'auto', StepModeChoice.options),
    engine: choiceOption('engine', args.engine ?? 'auto', EngineChoice.options),
    profile: args.profile === true,
  });
  output.result({ ...rate }, [describeSteps(rate), ...(rate.profile ?? []).map(describeOperation)]);
}

function describeSteps({ preset, engine, mode, imagesPerSecond, msPerStep, ...rest }: StepRate): string {
  const speed = `${imagesPerSecond.toFixed(0).padStart(6)} images a second  ${msPerStep.toFixed(1).padStart(7)} ms a step`;
  const compiled = mode === 'eager' ? '' : `  compiled in ${rest.compileSeconds.toFixed(0)} s`;
  return `  ${preset.padEnd(13)} ${rest.device}  ${(rest.settings ?? engine).padEnd(12)} ${mode.padEnd(9)} ${speed}  ${rest.kernelsPerStep} operations${describeCard(rest)}  ${formatBytes(rest.memoryBytes)}${compiled}`;
}

/** What is known of steps that a graphics card makes through WebGPU, whose operations are dispatches. */
const describeCard = ({ cardOperations, scriptMsPerStep }: Partial<StepRate>): string =>
  (cardOperations === undefined ? '' : `, ${(cardOperations / 1e9).toFixed(1)} GFLOP`) +
  (scriptMsPerStep === undefined ? '' : `, ${scriptMsPerStep.toFixed(1)} ms of JavaScript a step`);

const describeOperation = ({ operation, count, ms }: OperationTime): string =>
  `  ${operation.padEnd(28)} ${String(count).padStart(5)} × ${ms.toFixed(2).padStart(9)} ms`;
