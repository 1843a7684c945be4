import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StudioError } from '../../contract/errors.ts';
import { ModelFormat } from '../../contract/models/model-files.ts';
import { drawLatents } from '../drawing/draw.ts';
import { loadEngine } from '../engines/index.ts';
import { type Tensor2D, tf } from '../engines/tf.ts';
import { decodeSafetensors, encodeTensors } from '../files/safetensors.ts';
import { exactWeight, type Network } from '../graphs/network.ts';
import { traceNetwork } from '../graphs/trace.ts';
import { architectureOf } from '../networks/index.ts';
import { assignArrays, toArrays } from '../networks/tensor-arrays.ts';
import { kerasFile, kerasRecordings, latentsOf } from '../testing/keras-recordings/keras-recordings.ts';
import { type SmallNetworks, smallNetworks } from '../testing/small-networks.ts';
import type { ModelFiles } from './formats/format.ts';
import { formats } from './formats/index.ts';
import { importModel } from './import-model.ts';

let folder: string;
let networks: SmallNetworks;
let generator: Network;
let written: ReadonlyMap<ModelFormat, ModelFiles>;

beforeAll(async () => {
  await loadEngine('wasm', 0);
  folder = mkdtempSync(join(tmpdir(), 'faceloom-import-'));
  networks = smallNetworks('draft-32');
  const { run, input, weights } = networks.generator;
  generator = traceNetwork(run, input.shape.slice(1), weights);
  const files: [ModelFormat, ModelFiles][] = [];
  for (const format of ModelFormat.options) files.push([format, await write(format, generator)]);
  written = new Map(files);
});
afterAll(() => {
  networks.dispose();
  rmSync(folder, { recursive: true });
});

const write = async (format: ModelFormat, network: Network): Promise<ModelFiles> =>
  formats[format].write({
    name: 'Ada',
    precision: 'fp32',
    config: networks.config,
    weights: toArrays(networks.generator.weights),
    generator: network,
    discriminator: undefined,
  });

const filesOf = (format: ModelFormat): ModelFiles => written.get(format) ?? new Map();

let count = 0;
/** Imports files from a folder of their own. */
function importFiles(files: ModelFiles) {
  const dir = join(folder, String(count++));
  const sources = [...files].map(([name, bytes]) => {
    const path = join(dir, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    return { name, path };
  });
  const generatorFile = join(dir, 'kept.safetensors');
  const task = { type: 'import', engine: 'wasm', threads: 0, files: sources, generatorFile } as const;
  return importModel(task, () => undefined).then((imported) => ({ ...imported, generatorFile }));
}

/** The reason why files are refused; a failure that is not told as one fails the test. */
async function reasonAgainst(files: ModelFiles): Promise<string> {
  const error: StudioError = await importFiles(files).then(
    () => expect.fail('it was imported'),
    (refused: StudioError) => refused,
  );
  expect(error).toMatchObject({ name: 'StudioError', code: 'MODEL_UNUSABLE' });
  expect(error.data.next).toMatch(/^(?:Choose a generator|In Keras|Save the whole model)/);
  return error.message;
}

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe('import of a model', () => {
  it.each(ModelFormat.options)('keeps what %s draws', async (format) => {
    const { config, generatorFile } = await importFiles(filesOf(format));
    expect(config).toMatchObject({ resolution: 32, channels: 1, latentSize: 8 });
    const weights = architectureOf(config).createGenerator(config);
    assignArrays(weights, decodeSafetensors(readFileSync(generatorFile), generatorFile));
    const latents = networks.generator.input.dataSync<'float32'>();
    const expected = drawLatents(networks.config, networks.generator.weights, latents);
    const { data } = drawLatents(config, weights, latents);
    expect(Math.max(...data.map((value, i) => Math.abs(value - expected.data[i])))).toBeLessThanOrEqual(1);
    tf.dispose([...weights.values()]);
  });

  it('keeps a graph through an export of what was imported', async () => {
    const { config, generatorFile } = await importFiles(filesOf('h5'));
    const weights = decodeSafetensors(readFileSync(generatorFile), generatorFile);
    const files = await formats.safetensors.write({
      name: 'Ada again',
      precision: 'fp32',
      config,
      weights,
      generator,
      discriminator: undefined,
    });
    expect((await importFiles(files)).config).toEqual(config);
    const wrongSide = { ...config, resolution: 16 };
    const lying = await formats.safetensors.write({
      name: 'Ada again',
      precision: 'fp32',
      config: wrongSide,
      weights,
      generator,
      discriminator: undefined,
    });
    // What the graph makes is believed, not what the file says of it.
    expect((await importFiles(lying)).config.resolution).toBe(32);
  });

  it.each(ModelFormat.options)('refuses %s cut anywhere, and without any of its files', async (format) => {
    const files = filesOf(format);
    for (const [name, bytes] of files) {
      for (const part of [0, 1 / 4, 1 / 2, 3 / 4]) {
        const cut = new Map([...files, [name, bytes.subarray(0, Math.floor(part * bytes.length))]]);
        expect(await reasonAgainst(cut)).toMatch(/\.$/);
      }
      const without = new Map(files);
      without.delete(name);
      if (without.size > 0) expect(await reasonAgainst(without)).toMatch(/missing|known/);
    }
  });

  it.each(ModelFormat.options)('refuses %s with bytes that mean nothing', async (format) => {
    for (const [name, bytes] of filesOf(format)) {
      const noise = Uint8Array.from(bytes.subarray(0, 5000), (_, i) => (i * 7919) & 255);
      await reasonAgainst(new Map([...filesOf(format), [name, noise]]));
    }
  });

  it.each(ModelFormat.options.filter((format) => format !== 'safetensors'))(
    'refuses %s with weights that are not numbers',
    async (format) => {
      const [name, weight] = [...generator.weights][0];
      const values = Float32Array.from(weight.values, (value, i) => (i === 3 ? Number.NaN : value));
      const weights = new Map([...generator.weights, [name, exactWeight(weight.shape, values)]]);
      expect(await reasonAgainst(await write(format, { ...generator, weights }))).toMatch(/not finite/);
    },
  );

  it('refuses safetensors with weights that are not numbers, of other shapes, or too few', async () => {
    const bytes = filesOf('safetensors').get('generator.safetensors') ?? new Uint8Array();
    const header = JSON.parse(
      new TextDecoder().decode(
        bytes.subarray(8, 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true))),
      ),
    );
    const metadata = header.__metadata__;
    const [first] = [...toArrays(networks.generator.weights)];
    const file = (shape: number[], value: number) =>
      new Map([
        [
          'generator.safetensors',
          encodeTensors(
            new Map([
              [
                first[0],
                {
                  dtype: 'F32' as const,
                  shape,
                  bytes: new Uint8Array(
                    new Float32Array(shape.reduce((product, side) => product * side, 1)).fill(value).buffer,
                  ),
                },
              ],
            ]),
            metadata,
          ),
        ],
      ]);
    expect(await reasonAgainst(file([2, 2], Number.NaN))).toMatch(/not finite/);
    expect(await reasonAgainst(file([2, 2], 1))).toMatch(/fewer than|do not fit/);
    const huge = JSON.parse(metadata.faceloom);
    huge.config.generatorWidths = [8192, 8192, 8192];
    metadata.faceloom = JSON.stringify(huge);
    expect(await reasonAgainst(file([2, 2], 1))).toMatch(/fewer than/);
  });

  it('refuses a discriminator, whatever its file is called', async () => {
    const { run, input, weights } = networks.discriminator;
    const files = await write('h5', traceNetwork(run, input.shape.slice(1), weights));
    expect(await reasonAgainst(files)).toMatch(/does not take a list of random numbers/);
    const renamed = new Map([['discriminator.h5', files.get('generator.h5') ?? new Uint8Array()]]);
    expect(await reasonAgainst(renamed)).toMatch(/known/);
  });

  it('takes a file by any name, and refuses several models', async () => {
    const h5 = filesOf('h5').get('generator.h5') ?? new Uint8Array();
    const { notes } = await importFiles(new Map([['deep/down/Zoë’s best.h5', h5]]));
    expect(notes).toEqual(['Read as h5.']);
    expect(
      await reasonAgainst(
        new Map([
          ['a.h5', h5],
          ['b.h5', h5],
        ]),
      ),
    ).toBe('There are several models: a.h5, b.h5.');
    // What a file is, is seen in it.
    expect((await importFiles(new Map([['a.keras', h5]]))).notes).toEqual(['Read as keras.']);
  });
});

/** A TensorFlow.js layers model as its own program writes it. */
describe('a layers model from elsewhere', () => {
  const side = 4;
  const latentSize = 3;
  const layers = (units: number, activation: string, more: unknown[] = []) => ({
    class_name: 'Sequential',
    config: {
      name: 'sequential_1',
      layers: [
        {
          class_name: 'Dense',
          config: { name: 'dense_1', units, activation, batch_input_shape: [null, latentSize] },
        },
        ...more,
      ],
    },
  });
  const modelFiles = (
    units: number,
    activation: string,
    { more = [] as unknown[], kernelShape = [latentSize, units] as number[] } = {},
  ): ModelFiles => {
    const size = kernelShape[0] * kernelShape[1];
    const values = Float32Array.from({ length: size + units }, (_, i) => Math.sin(i + 1));
    return new Map([
      [
        'model.json',
        json({
          modelTopology: layers(units, activation, more),
          weightsManifest: [
            {
              paths: ['group1-shard1of1.bin'],
              weights: [
                { name: 'dense_1/kernel', shape: kernelShape, dtype: 'float32' },
                { name: 'dense_1/bias', shape: [units], dtype: 'float32' },
              ],
            },
          ],
        }),
      ],
      ['group1-shard1of1.bin', new Uint8Array(values.buffer)],
    ]);
  };

  it('is shaped and stretched to pictures of −1…1, and says so', async () => {
    const { config, notes, generatorFile } = await importFiles(modelFiles(side ** 2, 'sigmoid'));
    expect(config).toMatchObject({ architecture: 'imported', resolution: side, channels: 1, latentSize });
    expect(notes).toEqual([
      'Read as tfjs.',
      'Its 16 numbers are taken as 4×4 pixels, row by row.',
      'Its pixels of 0…1 are stretched to −1…1.',
    ]);
    const weights = architectureOf(config).createGenerator(config);
    assignArrays(weights, decodeSafetensors(readFileSync(generatorFile), generatorFile));
    const drawn = architectureOf(config).generate(config, weights, tf.zeros([1, latentSize]) as Tensor2D);
    // At the zero latent only the bias counts, which stands behind the kernel.
    const bias = (i: number) => Math.sin(latentSize * side ** 2 + i + 1);
    for (const [i, value] of drawn.dataSync().entries())
      expect(value).toBeCloseTo(2 / (1 + Math.exp(-bias(i))) - 1, 5);
    tf.dispose([drawn, ...weights.values()]);
  });

  it.each([
    ['a picture that is not square', modelFiles(15, 'tanh'), /makes 15 numbers/],
    ['a kernel of another shape', modelFiles(16, 'tanh', { kernelShape: [5, 16] }), /./],
    ['an unknown activation', modelFiles(16, 'softmax'), /activation/],
    [
      'a bilinear enlargement, which its program draws otherwise than Keras',
      modelFiles(16, 'tanh', {
        more: [
          { class_name: 'Reshape', config: { name: 'r', target_shape: [4, 4, 1] } },
          { class_name: 'UpSampling2D', config: { name: 'u', size: [2, 2], interpolation: 'bilinear' } },
        ],
      }),
      /otherwise than Keras/,
    ],
    [
      'a program in a layer',
      modelFiles(16, 'tanh', { more: [{ class_name: 'Lambda', config: { name: 'l', function: 'x' } }] }),
      /Lambda.*not run/,
    ],
    [
      'a layer that asks for all memory',
      modelFiles(16, 'tanh', {
        more: [
          { class_name: 'Reshape', config: { name: 'r', target_shape: [4, 4, 1] } },
          { class_name: 'UpSampling2D', config: { name: 'u', size: [100000, 100000] } },
        ],
      }),
      /./,
    ],
    ['one grey for every pixel', zeros(modelFiles(16, 'tanh')), /same grey/],
  ])('is refused for %s', async (_, files, reason) => {
    expect(await reasonAgainst(files)).toMatch(reason);
  });

  it('never reads a file that is not of the model', async () => {
    const files = modelFiles(16, 'tanh');
    const outside = join(folder, 'outside.bin');
    writeFileSync(outside, files.get('group1-shard1of1.bin') ?? '');
    const model = new TextDecoder().decode(files.get('model.json'));
    for (const path of [outside, `../${basename(outside)}`]) {
      const changed = model.replace('group1-shard1of1.bin', path);
      expect(await reasonAgainst(new Map([['model.json', new TextEncoder().encode(changed)]]))).toMatch(
        /is missing/,
      );
    }
  });
});

/** Generators that Keras saved: what is made of what they take and give. */
describe('a .keras file', () => {
  const recordingOf = (name: string) =>
    kerasRecordings.find((each) => each.name === name) ?? expect.fail(`no recording ${name}`);

  it.each([
    ['map_of_latents', [], (value: number) => value],
    ['channels_first', ['Its channels, which come first, are put last.'], (value: number) => value],
    ['global_pooling', [], (value: number) => value],
    ['sigmoid_picture', ['Its pixels of 0…1 are stretched to −1…1.'], (value: number) => 2 * value - 1],
    ['bytes_picture', ['Its pixels of 0…255 are stretched to −1…1.'], (value: number) => value / 127.5 - 1],
  ] as const)('%s becomes a generator of pictures of −1…1, and says how', async (name, notes, toRange) => {
    const recording = recordingOf(name);
    const file = await kerasFile(recording);
    const imported = await importFiles(new Map([['generator.keras', file]]));
    expect(imported.notes).toEqual(['Read as keras.', ...notes]);
    const { config, generatorFile } = imported;
    const weights = architectureOf(config).createGenerator(config);
    assignArrays(weights, decodeSafetensors(readFileSync(generatorFile), generatorFile));
    const latents = tf.tensor2d(latentsOf(recording), [2, config.latentSize]);
    // One grey channel has the same numbers wherever it stands.
    const drawn = architectureOf(config).generate(config, weights, latents).dataSync();
    expect(drawn).toHaveLength(recording.values.length);
    for (const [i, value] of drawn.entries())
      expect(Math.abs(value - toRange(recording.values[i]))).toBeLessThan(1e-5);
    tf.dispose([latents, ...weights.values()]);
  });
});

function zeros(files: ModelFiles): ModelFiles {
  return new Map([...files].map(([name, bytes]) => [name, /bin$/.test(name) ? bytes.map(() => 0) : bytes]));
}
