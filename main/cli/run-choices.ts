import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { ArgsDef } from 'citty';
import type { StudioClient } from '../contract/contract.ts';
import { EngineChoice, StepModeChoice } from '../contract/engines.ts';
import { StudioError } from '../contract/errors.ts';
import type { DatasetId } from '../contract/ids.ts';
import { Side } from '../contract/pictures.ts';
import { PresetId } from '../contract/presets.ts';
import { scheduleBetween } from '../contract/runs/clock-time.ts';
import type { StartRunChoices } from '../contract/runs/runs.ts';
import { assertPreset } from '../studio/runs/planning/offered-presets.ts';
import { userPath } from './app.ts';
import { choiceOption, clockOption, numberOption, repeatedOption } from './arguments.ts';
import { followImport } from './follow-import.ts';
import type { Output } from './output.ts';
import { readSetOptions } from './set-options.ts';

/** Sides of pictures that a run can have. */
export const sides = Side.options.map((option) => option.value);

/** What is chosen of a run before it starts. */
export const runArgs = {
  dataset: {
    type: 'string',
    description: 'id or name of a dataset, or a folder to import first',
    required: true,
  },
  preset: { type: 'string', description: PresetId.options.join(' | '), default: 'draft-32' },
  size: { type: 'string', description: `side of the pictures, ${sides.join(' | ')} (default: the preset's)` },
  kimg: { type: 'string', description: 'stop after this many thousand images' },
  minutes: { type: 'string', description: 'stop after this many minutes' },
  kid: { type: 'string', description: 'stop when a measured KID falls below this' },
  'start-at': { type: 'string', description: 'wait for this time of day', valueHint: '22:00' },
  'stop-at': { type: 'string', description: 'stop at this time of day', valueHint: '07:00' },
  queue: { type: 'boolean', description: 'only queue it; a studio that is open trains it (serve)' },
  seed: { type: 'string', description: 'seed of all randomness', default: '42' },
  engine: { type: 'string', description: EngineChoice.options.join(' | '), default: 'auto' },
  mode: { type: 'string', description: `${StepModeChoice.options.join(' | ')}`, default: 'auto' },
  width: { type: 'string', description: "feature maps of the narrowest layer (default: the preset's)" },
  set: {
    type: 'string',
    description: 'a hyper-parameter, as often as you like; an unknown key lists them all',
    valueHint: 'KEY=VALUE',
  },
  deterministic: {
    type: 'boolean',
    description: 'the same bits each time on the same machine; two threads, without XLA',
  },
  tensorboard: { type: 'boolean', description: 'write event files for TensorBoard beside the checkpoints' },
} as const satisfies ArgsDef;

type RunArgs = { [K in keyof typeof runArgs]?: string | boolean | undefined };

/** The choices of a command line, checked. */
export function readRunChoices(
  args: RunArgs,
  rawArgs: readonly string[],
): Omit<StartRunChoices, 'datasetId'> {
  const text = (name: keyof RunArgs) => (typeof args[name] === 'string' ? args[name] : undefined);
  const preset = text('preset') ?? runArgs.preset.default;
  assertPreset(preset);
  const settings = readSetOptions(repeatedOption(rawArgs, 'set'));
  const size = text('size');
  const times = {
    start: clockOption('start-at', text('start-at')),
    stop: clockOption('stop-at', text('stop-at')),
  };
  const schedule = scheduleBetween(times, new Date());
  return {
    preset,
    engine: choiceOption('engine', text('engine') ?? 'auto', EngineChoice.options),
    mode: choiceOption('mode', text('mode') ?? 'auto', StepModeChoice.options),
    seed: numberOption('seed', text('seed'), { min: 0, max: 0xffff_ffff, isInteger: true }),
    width: numberOption('width', text('width'), { min: 1, max: 1024, isInteger: true }),
    deterministic: args.deterministic === true,
    tensorBoard: args.tensorboard === true,
    maxKimg: numberOption('kimg', text('kimg'), { min: 0.001, max: 1e9 }),
    maxMinutes: numberOption('minutes', text('minutes'), { min: 0.01, max: 1e6 }),
    stopBelowKid: numberOption('kid', text('kid'), { min: 1e-9, max: 1e9 }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(size === undefined
      ? {}
      : { resolution: Side.parse(Number(choiceOption('size', size, sides.map(String)))) }),
    ...(Object.keys(settings).length === 0 ? {} : { hyperParameters: settings }),
  };
}

/** A dataset by id or name; a folder is imported first. */
export async function findOrImport(
  client: StudioClient,
  given: string,
  { output, library }: { output: Output; library: string | undefined },
): Promise<DatasetId> {
  const datasets = await client.datasets.list();
  const found = datasets.find(({ id, name }) => id === given || name === given);
  if (found !== undefined) return found.id;
  const folder = userPath(given);
  if (!existsSync(folder)) {
    const names = datasets.map(({ id }) => id).join(', ') || 'none yet';
    throw new StudioError('DATASET_NOT_FOUND', `There is no dataset and no folder "${given}".`, {
      next: `Datasets of this library: ${names}. Or give a folder of photos.`,
      subject: given,
    });
  }
  const start = () => client.datasets.import({ name: basename(folder), paths: [folder] });
  const { datasetId } = await followImport(client, { start, output, library });
  return datasetId;
}
