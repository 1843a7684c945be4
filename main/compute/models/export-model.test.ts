import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ModelFormat } from '../../contract/models/model-files.ts';
import { generatorFile, trainingFile } from '../../protocol/checkpoint-files.ts';
import { loadEngine } from '../engines/index.ts';
import { nodeDisk } from '../files/disk.ts';
import { kerasFile, kerasRecordings } from '../testing/keras-recordings/keras-recordings.ts';
import { smallConfig } from '../testing/small-runs.ts';
import { saveCheckpoint } from '../training/checkpoints/checkpoint.ts';
import { toCheckpoint } from '../training/checkpoints/training-checkpoint.ts';
import { createTrainingState, disposeTrainingState } from '../training/state/training-state.ts';
import { exportModel, writeFiles } from './export-model.ts';
import { importModel } from './import-model.ts';

it.each([
  ['ENOSPC', 'DISK_FULL'],
  ['EROFS', 'PATH_UNREADABLE'],
  ['ENOENT', 'PATH_NOT_FOUND'],
])('a disk that answers %s while files are written is %s, with a next step', (code, expected) => {
  const folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
  const disk = {
    ...nodeDisk,
    write: () => {
      throw Object.assign(new Error(code), { code });
    },
  };
  expect(() => writeFiles(folder, new Map([['generator.onnx', new Uint8Array(9)]]), disk)).toThrow(
    expect.objectContaining({ code: expected, data: expect.objectContaining({ subject: folder }) }),
  );
  rmSync(folder, { recursive: true });
});

it.each([
  ['draft-32', ['discriminator.h5', 'generator.h5']],
  ['classic-wgan-gp', ['generator.h5']],
] as const)('writes the networks of %s that graphs can hold', async (preset, expected) => {
  await loadEngine('wasm', 0);
  const folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
  const config = smallConfig(preset);
  const state = createTrainingState(config);
  const saved = join(folder, saveCheckpoint(folder, toCheckpoint(state, 1)).name);
  disposeTrainingState(state);
  mkdirSync(join(folder, 'out'));
  const { files, maxError } = await exportModel(
    {
      type: 'export',
      engine: 'wasm',
      threads: 0,
      config,
      generatorFile: join(saved, generatorFile),
      discriminator: { config, trainingFile: join(saved, trainingFile) },
      name: 'Ada',
      format: 'h5',
      precision: 'fp32',
      folder: join(folder, 'out'),
    },
    () => undefined,
  );
  expect(files.map(({ file }) => file).sort()).toEqual(expected);
  expect(maxError).toBeLessThan(1e-4);
  rmSync(folder, { recursive: true });
});

describe('a generator that was imported from Keras', () => {
  const nothing = () => undefined;
  const recordingOf = (name: string) =>
    kerasRecordings.find((each) => each.name === name) ?? expect.fail(`no recording ${name}`);

  async function exported(name: string, format: ModelFormat) {
    await loadEngine('wasm', 0);
    const folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'generator.keras');
    writeFileSync(path, await kerasFile(recordingOf(name)));
    const generatorFile = join(folder, 'kept.safetensors');
    const common = { engine: 'wasm', threads: 0, generatorFile } as const;
    const files = [{ name: 'generator.keras', path }];
    const { config } = await importModel({ ...common, type: 'import', files }, nothing);
    const out = join(folder, 'out');
    mkdirSync(out);
    return exportModel(
      { ...common, type: 'export', config, name: 'Ada', format, precision: 'fp32', folder: out },
      nothing,
    );
  }

  it.each(
    ['activation_layers', 'channels_first', 'edges', 'norms', 'nested'].flatMap((name) =>
      ModelFormat.options.map((format) => ({ name, format })),
    ),
  )('$name is exported as $format, and draws the same', async ({ name, format }) => {
    const { maxError } = await exported(name, format);
    expect(maxError).toBeLessThan(1e-5);
  });

  it('is not exported as what would draw it otherwise', async () => {
    await expect(exported('upsampling', 'tfjs')).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      data: { next: expect.stringContaining('SavedModel') },
    });
    expect((await exported('upsampling', 'h5')).maxError).toBeLessThan(1e-5);
  });
});
