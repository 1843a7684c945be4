import { z } from 'zod';
import { UnusableModelError } from '../../../files/unusable-file.ts';
import { exactWeight, type NetworkWeight, sizeOf } from '../../../graphs/network.ts';
import { weightLimits } from '../limits.ts';
import { expectFinite } from '../packed.ts';
import type { LayerWeights } from './from-keras.ts';
import { kerasJson } from './keras-json.ts';
import { type KerasModel, modelConfig } from './layers.ts';

/** The last Keras that wrote this format by default; its attributes decide how the file is read. */
const kerasVersion = '2.15.0';

type Hdf5 = typeof import('h5wasm');
type Hdf5File = InstanceType<Hdf5['File']>;
type Hdf5Module = Awaited<Hdf5['ready']>;

/**
 * The whole-model file of Keras 2, which Keras 3 reads as well: the configuration and, for each layer, its weights. 16-bit
 * floats are written as packed 32-bit ones, which take as little room and load everywhere.
 */
export const writeH5 = (model: KerasModel): Promise<Uint8Array> =>
  withFile('w', undefined, (file) => {
    file.create_attribute('keras_version', kerasVersion);
    file.create_attribute('backend', 'tensorflow');
    file.create_attribute('model_config', kerasJson(modelConfig(model)));
    const all = file.create_group('model_weights');
    all.create_attribute('keras_version', kerasVersion);
    all.create_attribute('backend', 'tensorflow');
    all.create_attribute('layer_names', ['input', ...model.layers.map(({ name }) => name)]);
    all.create_group('input').create_attribute('weight_names', []);
    for (const { name, weights } of model.layers) {
      const group = all.create_group(name);
      const parts = [...weights];
      group.create_attribute(
        'weight_names',
        parts.map(([part]) => `${name}/${part}:0`),
      );
      if (parts.length === 0) continue;
      const inner = group.create_group(name);
      for (const [part, weight] of parts) {
        inner.create_dataset({ name: `${part}:0`, shape: [...weight.shape], ...stored(weight) });
      }
    }
  });

function stored({ shape, values, precision }: NetworkWeight) {
  switch (precision) {
    case 'fp32':
      return { data: values };
    case 'fp16':
      return { data: values, chunks: [...shape], compression: 'gzip' as const };
    case 'int8':
      return { data: new Int8Array(values) };
  }
}

/** Configuration and weights of a whole-model file. */
export async function readH5(bytes: Uint8Array): Promise<{ config: unknown; weightsOf: LayerWeights }> {
  const layers = new Map<string, Map<string, NetworkWeight>>();
  let config: unknown;
  await withFile('r', bytes, (file, { Group }) => {
    config = parseConfig(file);
    const all = file.get('model_weights');
    if (!(all instanceof Group)) throw new UnusableModelError('The file holds no weights of a Keras model.');
    let numbers = 0;
    for (const layer of Strings.parse(attribute(all, 'layer_names'))) {
      const group = all.get(layer);
      if (!(group instanceof Group)) continue;
      const weights = new Map<string, NetworkWeight>();
      for (const path of Strings.parse(attribute(group, 'weight_names'))) {
        const weight = readWeight(group.get(path), path, weightLimits.numbers - numbers);
        numbers += sizeOf(weight.shape);
        weights.set(path.replace(/:0$/, '').replace(/^.*\//, ''), weight);
      }
      layers.set(layer, weights);
    }
  });
  const none = new Map<string, NetworkWeight>();
  return { config, weightsOf: (layer) => layers.get(layer) ?? none };
}

const Strings = z.array(z.string().min(1).max(400)).max(10_000);

function parseConfig(file: Hdf5File): unknown {
  const text = z.string().max(weightLimits.jsonBytes).safeParse(attribute(file, 'model_config'));
  if (!text.success)
    throw new UnusableModelError('The file holds weights alone; save the whole model, not only its weights.');
  try {
    return JSON.parse(text.data);
  } catch (cause) {
    throw new UnusableModelError('The description of the model in the file is damaged.', { cause });
  }
}

/** An attribute's value as JSON would have it; undefined where there is none. */
function attribute(holder: Pick<Hdf5File, 'attrs'>, name: string): unknown {
  const { [name]: found } = holder.attrs;
  const value = found?.json_value;
  // An empty list of strings is written as one of numbers.
  return Array.isArray(value) && value.length === 0 ? [] : value;
}

const Floats = z.union([z.instanceof(Float32Array), z.instanceof(Float64Array), z.instanceof(Int8Array)]);
const Shape = z.array(z.int().min(1)).max(weightLimits.rank);

function readWeight(found: unknown, path: string, numbersLeft: number): NetworkWeight {
  const dataset = found instanceof Object && 'shape' in found && 'value' in found ? found : undefined;
  const shape = Shape.safeParse(dataset?.shape);
  if (dataset === undefined || !shape.success)
    throw new UnusableModelError(`The weight "${path}" is missing, or of a kind that is not supported.`);
  // Asked before the numbers are read: a small file can claim a great many.
  if (sizeOf(shape.data) > numbersLeft)
    throw new UnusableModelError('It has more weights than can be loaded.');
  const values = Floats.safeParse(dataset.value);
  if (!values.success || values.data.length !== sizeOf(shape.data))
    throw new UnusableModelError(`The weight "${path}" holds no 32-bit floats.`);
  const floats = Float32Array.from(values.data);
  expectFinite(path, floats);
  return exactWeight(shape.data, floats);
}

const path = '/model.h5';
let loaded: Promise<{ hdf5: Hdf5; module: Hdf5Module }> | undefined;

/** HDF5's own library in WebAssembly, with a file system in memory: links inside of a file lead nowhere. */
const hdf5Library = () => {
  loaded ??= load();
  return loaded;
};

async function load() {
  const hdf5 = await import('h5wasm');
  const module = await hdf5.ready;
  // Errors are thrown with HDF5's own account of them, instead of being printed.
  module.activate_throwing_error_handler();
  return { hdf5, module };
}

/** Works on one file in memory; gives its bytes afterwards. */
async function withFile(
  mode: 'r' | 'w',
  bytes: Uint8Array | undefined,
  work: (file: Hdf5File, hdf5: Hdf5) => void,
): Promise<Uint8Array> {
  const { hdf5, module } = await hdf5Library();
  if (bytes !== undefined) module.FS.writeFile(path, bytes);
  try {
    const file = new hdf5.File(path, mode);
    try {
      work(file, hdf5);
    } finally {
      file.close();
    }
    return module.FS.readFile(path);
  } catch (cause) {
    if (cause instanceof UnusableModelError || mode === 'w') throw cause;
    throw new UnusableModelError('The file is damaged, or no HDF5 file.', { cause });
  } finally {
    module.FS.unlink(path);
  }
}
