import { beforeAll, describe, expect, it } from 'vitest';
import { loadEngine } from '../../../engines/index.ts';
import { UnusableModelError } from '../../../files/unusable-file.ts';
import {
  archiveParts,
  kerasFile,
  kerasRecordings,
  zipped,
} from '../../../testing/keras-recordings/keras-recordings.ts';
import { kerasH5 } from '../keras-h5.ts';
import { withHdf5 } from './h5-library.ts';

beforeAll(() => loadEngine('wasm', 0));

const recordingOf = (name: string) =>
  kerasRecordings.find((each) => each.name === name) ?? expect.fail(`no recording ${name}`);
const mlp = recordingOf('tutorial_mlp');
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** Why a file is refused. Anything else that is thrown fails the test. */
async function refusal(file: Uint8Array, ...beside: [string, Uint8Array][]): Promise<UnusableModelError> {
  try {
    await kerasH5.read(new Map([...beside, ['generator.h5', file]]));
  } catch (error) {
    if (error instanceof UnusableModelError) return error;
    throw error;
  }
  return expect.fail('it was read');
}

/** The archive with some of its parts changed, or left out where they are undefined. */
async function changed(parts: Readonly<Record<string, Uint8Array | undefined>>): Promise<Buffer> {
  const all = new Map<string, Uint8Array | undefined>([
    ...(await archiveParts(mlp)),
    ...Object.entries(parts),
  ]);
  return zipped([...all].filter((part): part is [string, Uint8Array] => part[1] !== undefined));
}

/** Numbers of a ZIP file's central directory are changed where the entry of that name stands. */
function withEntry(zip: Buffer, name: string, change: (entry: Buffer) => void): Buffer {
  const copy = Buffer.from(zip);
  const signature = Buffer.from('PK\x01\x02', 'latin1');
  for (let at = copy.indexOf(signature); at !== -1; at = copy.indexOf(signature, at + 4)) {
    const length = copy.readUInt16LE(at + 28);
    if (copy.toString('utf8', at + 46, at + 46 + length) === name) change(copy.subarray(at, at + 46));
  }
  return copy;
}

describe('a .keras file', () => {
  it('that is cut anywhere is refused', async () => {
    const file = await kerasFile(mlp);
    for (const part of [0.1, 0.25, 0.5, 0.75, 0.9, 0.999]) {
      const { message } = await refusal(file.subarray(0, Math.floor(part * file.length)));
      expect(message).toMatch(/damaged|cut off|missing/);
    }
  });

  it('without one of its parts says which one is missing; its metadata it can do without', async () => {
    expect((await refusal(await changed({ 'config.json': undefined }))).message).toBe(
      'The file "config.json" is missing.',
    );
    expect((await refusal(await changed({ 'model.weights.h5': undefined }))).message).toBe(
      'The file "model.weights.h5" is missing.',
    );
    await kerasH5.read(new Map([['generator.h5', await changed({ 'metadata.json': undefined })]]));
  });

  it('whose parts are something else is refused', async () => {
    for (const [part, message] of [
      ['config.json', /"config\.json" is damaged/],
      ['metadata.json', /"metadata\.json" is damaged/],
      ['model.weights.h5', /not an HDF5 file/],
    ] as const)
      expect((await refusal(await changed({ [part]: new Uint8Array([123, 1, 2]) }))).message).toMatch(
        message,
      );
    expect((await refusal(await changed({ 'config.json': json([]) }))).message).toMatch(
      /not one of a Keras model/,
    );
  });

  it('that claims to unpack to more than a model can be is not unpacked', async () => {
    const file = withEntry(await kerasFile(mlp), 'model.weights.h5', (entry) =>
      entry.writeUInt32LE(2 ** 31, 24),
    );
    expect((await refusal(file)).message).toMatch(/unpacks to more|damaged/);
  });

  it('that unpacks to more than it claims is refused', async () => {
    const file = withEntry(await kerasFile(mlp), 'model.weights.h5', (entry) => entry.writeUInt32LE(10, 24));
    expect((await refusal(file)).message).toMatch(/damaged or cut off/);
  });

  it('that has a part twice is refused', async () => {
    const parts = [...(await archiveParts(mlp))];
    expect((await refusal(await zipped([...parts, parts[0]]))).message).toBe(
      'It has two files "config.json".',
    );
  });

  it('never reads a file that its names lead to', async () => {
    const parts = [...(await archiveParts(mlp))];
    const leading = await zipped([...parts, ['aa/aa/outside.txt', new Uint8Array(3)]]);
    const slipping = Buffer.from(leading.toString('latin1').replaceAll('aa/aa/', '../../'), 'latin1');
    expect((await refusal(slipping)).message).toMatch(/damaged or cut off/);
  });

  it('whose weights are not numbers, of another shape or too few is refused', async () => {
    const [first] = Object.keys(mlp.weights);
    const weights = async (shape: number[], value: number) =>
      changed({
        'model.weights.h5': await withHdf5('w', undefined, (file) => {
          let group: Pick<typeof file, 'create_group' | 'create_dataset'> = file;
          const path = first.split('/');
          for (const name of path.slice(0, -1)) group = group.create_group(name);
          const size = shape.reduce((product, side) => product * side, 1);
          group.create_dataset({
            name: path.at(-1) ?? '',
            data: new Float32Array(size).fill(value),
            shape,
          });
        }),
      });
    expect((await refusal(await weights([12], Number.NaN))).message).toMatch(/not finite/);
    expect((await refusal(await weights([12], 1))).message).toMatch(/missing/);
  });
});

describe('a description of a model', () => {
  const sequential = (...layers: object[]) => ({ class_name: 'Sequential', config: { name: 's', layers } });
  const input = { class_name: 'InputLayer', config: { name: 'i', batch_shape: [null, 4] } };
  const layer = (className: string, config: object = {}) => ({
    class_name: className,
    config: { name: className.toLowerCase(), ...config },
  });
  const reasonFor = async (config: object) => refusal(await changed({ 'config.json': json(config) }));

  it.each<[string, object]>([
    ['TimeDistributed', {}],
    ['SpectralNormalization', {}],
    ['LSTM', { units: 3 }],
    ['Conv1D', { filters: 3 }],
    ['MaxPooling2D', { pool_size: 2 }],
    ['Lambda', { function: 'x' }],
    ['Mine>Dense', { units: 3 }],
    ['TFOpLambda', { function: 'math.tanh' }],
    ['constructor', {}],
  ])('with a %s is refused by its name, with what to save instead', async (className, config) => {
    const { message, next } = await reasonFor(sequential(input, layer(className, config)));
    expect(message).toContain(`"${className.toLowerCase()}"`);
    expect(message).toContain(className);
    expect(next).toMatch(/^In Keras, build the same model again and save that as \.keras or \.h5\. ./);
  });

  it.each<[string, object, RegExp]>([
    ['Dense', { activation: 'softmax' }, /the activation "softmax"/],
    ['Dense', { activation: 'toString' }, /the activation "toString"/],
    [
      'Dense',
      { activation: { class_name: 'function', config: 'mine', registered_name: 'function' } },
      /a function/,
    ],
    ['Dense', { activation: layer('PReLU') }, /the activation "PReLU"/],
    ['ReLU', { threshold: 0.5 }, /"threshold"/],
    ['BatchNormalization', { axis: [1, 2] }, /several axes/],
    ['LayerNormalization', { axis: 7 }, /axis that is not there/],
    ['Reshape', { target_shape: [3, 5] }, /cannot make that shape/],
    ['Reshape', { target_shape: [1, 1, 1, 4] }, /"target_shape"/],
    ['Add', {}, /one value alone/],
  ])('with a %s of %j is refused', async (className, config, reason) => {
    const { message, next } = await reasonFor(sequential(input, layer(className, config)));
    expect(message).toMatch(reason);
    expect(message).toContain(`Its layer "${className.toLowerCase()}" (${className})`);
    expect(next).toMatch(/^In Keras, build the same model again/);
  });

  it('that asks for more than any memory holds is refused before', async () => {
    const map = layer('Reshape', { target_shape: [2, 2, 1] });
    for (const [className, config] of [
      ['UpSampling2D', { size: [100_000, 100_000] }],
      ['UpSampling2D', { size: [65, 65] }],
      ['UpSampling2D', { size: [64, 64] }],
      ['ZeroPadding2D', { padding: [100_000, 100_000] }],
    ] as const) {
      const layers = Array.from({ length: 3 }, (_, i) => layer(className, { ...config, name: `huge_${i}` }));
      expect((await reasonFor(sequential(input, map, ...layers))).message).toMatch(/"huge_\d.*too much/);
    }
  });

  it('may have names of any length and letters', async () => {
    const names = ['x'.repeat(200), '名前', '   ', '-'];
    const layers = names.map((name) => layer('ReLU', { name }));
    await kerasH5.read(
      new Map([['generator.h5', await changed({ 'config.json': json(sequential(input, ...layers)) })]]),
    );
  });

  it('whose models call each other without end is refused', async () => {
    // Each calls the one inside of it twice: 2^20 layers in a file of some kilobytes.
    const tensor = (name: string, call = 0) => ({
      class_name: '__keras_tensor__',
      config: { keras_history: [name, call, 0] },
    });
    const node = (from: object) => ({ args: [from], kwargs: {} });
    let inner: object = { ...layer('ReLU'), name: 'inner' };
    for (let depth = 0; depth < 20; depth++) {
      inner = {
        class_name: 'Functional',
        name: 'inner',
        config: {
          name: 'inner',
          layers: [
            { ...input, name: 'i', inbound_nodes: [] },
            { ...inner, inbound_nodes: [node(tensor('i')), node(tensor('inner'))] },
          ],
          input_layers: ['i', 0, 0],
          output_layers: ['inner', 1, 0],
        },
      };
    }
    expect((await reasonFor(inner)).message).toBe('It has more than 1000 layers.');
  });

  it('with a call in training, a number or a mask is refused', async () => {
    const tensor = { class_name: '__keras_tensor__', config: { keras_history: ['i', 0, 0] } };
    for (const call of [
      { args: [tensor], kwargs: { training: true } },
      { args: [tensor, 2], kwargs: {} },
      { args: [tensor], kwargs: { mask: tensor } },
    ]) {
      const { message, next } = await reasonFor({
        class_name: 'Functional',
        config: {
          name: 'f',
          layers: [
            { ...input, name: 'i', inbound_nodes: [] },
            { ...layer('Multiply'), name: 'multiply', inbound_nodes: [call] },
          ],
          input_layers: ['i', 0, 0],
          output_layers: ['multiply', 0, 0],
        },
      });
      expect(message).toBe('The call of its layer "multiply" (Multiply) cannot be read.');
      expect(next).toMatch(/training=True/);
    }
  });
});

describe('a file of weights alone', () => {
  it('says so, and what to save', async () => {
    const weights = (await archiveParts(mlp)).get('model.weights.h5') ?? new Uint8Array();
    const { message, next } = await refusal(weights);
    expect(message).toBe('The file holds weights alone.');
    expect(next).toContain('model.save(');
  });
});
