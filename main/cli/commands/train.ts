import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { defineCommand } from 'citty';
import type { StudioClient } from '../../contract/contract.ts';
import { StudioError } from '../../contract/errors.ts';
import type { DatasetId } from '../../contract/ids.ts';
import { EngineChoice, PresetId, StepModeChoice } from '../../contract/run-config.ts';
import { assertPreset } from '../../studio/runs/runs.ts';
import { userPath } from '../app.ts';
import { choiceOption, commonArgs, numberOption } from '../arguments.ts';
import { followJob } from '../follow-job.ts';
import { Output } from '../output.ts';
import { followTraining, reportTraining } from '../train-run.ts';
import { withStudio } from '../with-studio.ts';

export const trainCommand = defineCommand({
  meta: { name: 'train', description: 'Train a model on a dataset' },
  args: {
    ...commonArgs,
    dataset: {
      type: 'string',
      description: 'id or name of a dataset, or a folder to import first',
      required: true,
    },
    preset: { type: 'string', description: PresetId.options.join(' | '), default: 'draft-32' },
    kimg: { type: 'string', description: 'stop after this many thousand images' },
    minutes: { type: 'string', description: 'stop after this many minutes' },
    seed: { type: 'string', description: 'seed of all randomness', default: '42' },
    engine: { type: 'string', description: EngineChoice.options.join(' | '), default: 'auto' },
    mode: { type: 'string', description: `${StepModeChoice.options.join(' | ')}`, default: 'auto' },
    width: { type: 'string', description: "feature maps of the narrowest layer (default: the preset's)" },
    deterministic: {
      type: 'boolean',
      description: 'the same bits each time on the same machine; two threads, without XLA',
    },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    const { preset } = args;
    assertPreset(preset);
    const input = {
      preset,
      engine: choiceOption('engine', args.engine, EngineChoice.options),
      seed: numberOption('seed', args.seed, { min: 0, max: 0xffff_ffff, isInteger: true }),
      mode: choiceOption('mode', args.mode, StepModeChoice.options),
      width: numberOption('width', args.width, { min: 1, max: 1024, isInteger: true }),
      deterministic: args.deterministic === true,
      maxKimg: numberOption('kimg', args.kimg, { min: 0.001, max: 1e9 }),
      maxMinutes: numberOption('minutes', args.minutes, { min: 0.01, max: 1e6 }),
    };
    await withStudio(args.library, async (_studio, client) => {
      const datasetId = await findDataset(client, args.dataset, output);
      const started = await client.runs.start({ datasetId, ...input });
      reportTraining(await followTraining(client, started, output, args.library), output);
    });
  },
});

/** A dataset by id or name; a folder is imported first. */
async function findDataset(client: StudioClient, given: string, output: Output): Promise<DatasetId> {
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
  const { jobId } = await client.datasets.import({ name: basename(folder), paths: [folder] });
  const { datasetId } = await followJob(client, jobId, 'import', output);
  return datasetId;
}
