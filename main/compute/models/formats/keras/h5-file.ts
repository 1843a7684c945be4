import { z } from 'zod';
import { UnusableModelError } from '../../../files/unusable-file.ts';
import type { NetworkWeight } from '../../../graphs/network.ts';
import { weightLimits } from '../limits.ts';
import { attribute, type Hdf5File, WeightReader, withHdf5 } from './h5-library.ts';
import { kerasJson } from './keras-json.ts';
import { type KerasModel, modelConfig } from './layers.ts';
import { type KerasModelFile, majorOf, noWeights, type StoredWeights } from './stored-weights.ts';

/**
 * The whole-model file of Keras 2, which Keras 3 reads as well: the configuration and, for each layer, its weights. 16-bit
 * floats are written as packed 32-bit ones, which take as little room and load everywhere.
 */
export const writeH5 = (model: KerasModel): Promise<Uint8Array> =>
  withHdf5('w', undefined, (file) => {
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
        inner.create_dataset({ name: `${part}:0`, shape: [...weight.shape], ...numbersOf(weight) });
      }
    }
  });

/** The last Keras that wrote this format by default; its attributes decide how the file is read. */
const kerasVersion = '2.15.0';

function numbersOf({ shape, values, precision }: NetworkWeight) {
  switch (precision) {
    case 'fp32':
      return { data: values };
    case 'fp16':
      return { data: values, chunks: [...shape], compression: 'gzip' as const };
    case 'int8':
      return { data: new Int8Array(values) };
  }
}

/** The configuration of a whole-model file, and its weights. */
export async function readH5(bytes: Uint8Array): Promise<KerasModelFile> {
  const groups = new Map<string, NamedWeight[]>();
  let config: unknown;
  let kerasMajor: KerasModelFile['kerasMajor'] = 2;
  await withHdf5('r', bytes, (file, { Group }) => {
    config = parseConfig(file);
    kerasMajor = majorOf(attribute(file, 'keras_version'));
    const all = file.get('model_weights');
    if (!(all instanceof Group)) throw new UnusableModelError('The file holds no weights of a Keras model.');
    const reader = new WeightReader();
    for (const layer of Strings.parse(attribute(all, 'layer_names'))) {
      const group = all.get(layer);
      if (!(group instanceof Group)) continue;
      const names = Strings.parse(attribute(group, 'weight_names'));
      groups.set(
        layer,
        names.map((name) => ({
          path: name.replace(/:0$/, '').split('/'),
          weight: reader.read(group.get(name), name),
        })),
      );
    }
  });
  return { config, kerasMajor, weightsOf: ({ path }) => weightsAt(path, groups.get(path[0]) ?? []) };
}

/** A weight of an outermost layer: the names of the models that it is in, of its layer, and its own. */
interface NamedWeight {
  path: readonly string[];
  weight: NetworkWeight | undefined;
}

/** Of a layer of the whole model all that its group has; of one in a model inside of it those with its name before theirs. */
function weightsAt(path: readonly string[], group: readonly NamedWeight[]): StoredWeights {
  if (path.length === 1) return stored(group);
  // Versions of Keras name the models that a layer is in, or do not.
  for (let depth = path.length; depth >= 1; depth--) {
    const ending = path.slice(-depth).join('/');
    const found = group.filter((each) => `/${each.path.slice(0, -1).join('/')}`.endsWith(`/${ending}`));
    if (found.length > 0) return stored(found);
  }
  return noWeights;
}

function stored(weights: readonly NamedWeight[]): StoredWeights {
  const names = weights.map(({ path }) => path[path.length - 1]);
  // Two of one name are of two layers of that name: which is which cannot be told.
  const isClear = new Set(names).size === names.length;
  return isClear
    ? {
        named: new Map(weights.map(({ weight }, i) => [names[i], weight])),
        inOrder: weights.map(({ weight }) => weight),
      }
    : noWeights;
}

const Strings = z.array(z.string().min(1).max(400)).max(10_000);

function parseConfig(file: Hdf5File): unknown {
  const text = z.string().max(weightLimits.jsonBytes).safeParse(attribute(file, 'model_config'));
  if (!text.success)
    throw new UnusableModelError('The file holds weights alone.', {
      next: 'Save the whole model in Keras, with model.save("generator.keras") or model.save("generator.h5").',
    });
  try {
    return JSON.parse(text.data);
  } catch (cause) {
    throw new UnusableModelError('The description of the model in the file is damaged.', { cause });
  }
}
