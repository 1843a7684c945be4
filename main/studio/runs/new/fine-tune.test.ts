import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DatasetId as AnyDataset,
  RunId as AnyRun,
  type DatasetId,
  type ModelId,
  type RunId,
} from '../../../contract/ids.ts';
import type { PresetId } from '../../../contract/presets.ts';
import { StartRunInput } from '../../../contract/runs/runs.ts';
import { planConfig, presets, type RunChoices } from '../../../presets/index.ts';
import { drawnLibrary } from '../../testing/drawn-library.ts';
import { jobEnd, type TestStudio } from '../../testing/open-test-studio.ts';
import { scriptedCompute } from '../../testing/scripted-compute.ts';
import { configFor } from './choose-config.ts';
import type { StartingPoint } from './starting-point.ts';

const colour = { channels: 3, imageCount: 3000, heldOutCount: 100 } as const;

function startAt(
  preset: PresetId,
  choices: Partial<RunChoices> = {},
  hasDiscriminator = true,
): StartingPoint {
  const source = planConfig(presets[preset], { seed: 1, datasetChannels: 3, ...choices });
  const { resolution } = source;
  const startedFrom = { kind: 'model', id: 'm', name: 'First', nimg: 1000, resolution, hash: '' } as const;
  return { source, startedFrom: { ...startedFrom, hasDiscriminator }, files: [] };
}
const input = (preset: PresetId, more: Partial<StartRunInput> = {}): StartRunInput =>
  StartRunInput.parse({
    datasetId: AnyDataset.parse('faces'),
    preset,
    startFrom: { kind: 'run', id: AnyRun.parse('run') },
    ...more,
  });

describe('the config of a run that starts from a model', () => {
  it('has the model’s networks, whatever widths they were made with', () => {
    const start = startAt('draft-32', { width: 8, hyperParameters: { latentSize: 20 } });
    const config = configFor(input('draft-32'), colour, start);
    const { latentSize, generatorWidths, discriminatorWidths } = start.source;
    expect(config).toMatchObject({ latentSize, generatorWidths, discriminatorWidths, resolution: 32 });
    expect(config.startedFrom).toEqual(start.startedFrom);
  });

  it('has a finer stage more at twice the size, and as much more γ', () => {
    const { source, ...rest } = startAt('draft-32', { width: 16 });
    const config = configFor(input('draft-32', { resolution: 64 }), colour, { source, ...rest });
    expect(config).toMatchObject({
      resolution: 64,
      generatorWidths: [...source.generatorWidths, 8],
      discriminatorWidths: [8, ...source.discriminatorWidths],
      r1Gamma: 4 * source.r1Gamma,
    });
    const again = { ...rest, source: config };
    expect(configFor(input('draft-32'), colour, again)).toMatchObject({
      resolution: 64,
      r1Gamma: config.r1Gamma,
    });
  });

  it('can be another preset of the same kind at the next size', () => {
    const config = configFor(input('max-256'), colour, startAt('high-128'));
    expect(config).toMatchObject({ preset: 'max-256', resolution: 256, startedFrom: { resolution: 128 } });
  });

  it.each<[string, StartRunInput, StartingPoint, string]>([
    ['other networks', input('standard-64'), startAt('draft-32'), 'dcgan networks'],
    [
      'another latent size',
      input('draft-32', { hyperParameters: { latentSize: 100 } }),
      startAt('draft-32'),
      'from 64 numbers; this run would from 100',
    ],
    ['colours', input('draft-32'), startAt('draft-32', { datasetChannels: 1 }), 'draws in grey'],
    ['four times the size', input('draft-32', { resolution: 128 }), startAt('draft-32'), 'of 32 pixels'],
    ['half the size', input('standard-64', { resolution: 32 }), startAt('standard-64'), 'of 64 pixels'],
    ['another width', input('draft-32', { width: 8 }), startAt('draft-32'), 'have its width'],
    [
      'frozen layers without a discriminator',
      input('draft-32', { hyperParameters: { freezeLayers: 1 } }),
      startAt('draft-32', {}, false),
      'the discriminator of "First" is gone',
    ],
    [
      'frozen layers at twice the size',
      input('draft-32', { resolution: 64, hyperParameters: { freezeLayers: 1 } }),
      startAt('draft-32'),
      'are new, so they have to learn',
    ],
  ])('is refused for %s', (_, given, start, why) => {
    expect(() => configFor(given, colour, start)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringContaining(why) }),
    );
  });

  it('freezes layers only where there is something to freeze', () => {
    const frozen = { hyperParameters: { freezeLayers: 2 } };
    expect(configFor(input('draft-32', frozen), colour, startAt('draft-32')).freezeLayers).toBe(2);
    expect(() => configFor(input('draft-32', frozen), colour)).toThrow(
      expect.objectContaining({
        code: 'INVALID_INPUT',
        message: expect.stringContaining('starts from a model'),
      }),
    );
  });
});

describe('starting from a model', () => {
  const library = drawnLibrary();
  let open: TestStudio;
  let datasetId: DatasetId;
  let runId: RunId;
  let modelId: ModelId;

  beforeAll(async () => {
    const drawn = await library.open({ launchCompute: scriptedCompute });
    open = drawn;
    ({ datasetId } = drawn);
    const started = await open.client.runs.start({ datasetId, preset: 'draft-32', maxKimg: 0.1 });
    await jobEnd(open.client, started.jobId);
    ({ runId } = started);
    modelId = (await open.client.models.promote({ runId, name: 'First' })).id;
  });
  afterAll(() => open[Symbol.asyncDispose]());

  const fromModel = { preset: 'draft-32', maxKimg: 0.1 } as const;

  it('is part of the config, the timeline and the card, and its copies go with the first checkpoint', async () => {
    const model = await open.client.models.get({ id: modelId });
    const startFrom = { kind: 'model' as const, id: modelId };
    const started = await open.client.runs.start({ datasetId, ...fromModel, startFrom });
    const folder = join(open.libraryDir, 'runs', started.runId, 'start');
    expect([
      existsSync(join(folder, 'generator.safetensors')),
      existsSync(join(folder, 'training.safetensors')),
    ]).toEqual([true, true]);
    await jobEnd(open.client, started.jobId);
    const startedFrom = {
      ...{ kind: 'model', id: modelId, name: 'First', nimg: model.nimg, resolution: 32 },
      ...{ hash: model.hash, hasDiscriminator: true },
    };
    expect((await open.client.runs.get({ id: started.runId })).config.startedFrom).toEqual(startedFrom);
    const { timeline } = await open.client.runs.history({ id: started.runId });
    expect(timeline.find(({ kind }) => kind === 'taken-over')?.sentence).toBe(
      'Started from "First" at 0.128 kimg: the generator took over 3 of 4 layers, the discriminator starts fresh.',
    );
    expect(existsSync(folder)).toBe(false);
    await open.client.models.promote({ runId: started.runId, name: 'Second' });
  });

  it('takes a chosen checkpoint of a run, and shows the config beforehand', async () => {
    const [{ name: checkpoint, nimg }] = await open.client.runs.checkpoints({ id: runId });
    const startFrom = { kind: 'run' as const, id: runId, checkpoint };
    const choices = { datasetId, ...fromModel, startFrom, resolution: 64 as const };
    const { config } = await open.client.runs.preview(choices);
    expect(config).toMatchObject({
      resolution: 64,
      startedFrom: { kind: 'run', id: runId, nimg, resolution: 32, hasDiscriminator: true },
    });
  });

  it('goes without the discriminator when its run is gone, and says which file is damaged', async () => {
    await open.client.runs.remove({ id: runId });
    const startFrom = { kind: 'model' as const, id: modelId };
    const { config } = await open.client.runs.preview({ datasetId, ...fromModel, startFrom });
    expect(config).toMatchObject({ startedFrom: { hasDiscriminator: false } });
    const file = join(open.libraryDir, 'models', modelId, 'generator.safetensors');
    writeFileSync(file, 'other');
    await expect(open.client.runs.start({ datasetId, ...fromModel, startFrom })).rejects.toMatchObject({
      code: 'CHECKPOINT_DAMAGED',
      data: { subject: file },
    });
    await open.client.models.remove({ id: modelId });
    await expect(open.client.runs.start({ datasetId, ...fromModel, startFrom })).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
    rmSync(file, { force: true });
  });
});
