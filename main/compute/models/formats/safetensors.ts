import { z } from 'zod';
import { GeneratorConfig } from '../../../contract/models/generator-config.ts';
import type { WeightPrecision } from '../../../contract/models/model-files.ts';
import { decodeTensors, encodeTensors, type NamedArray, type StoredTensor } from '../../files/safetensors.ts';
import { UnusableModelError } from '../../files/unusable-file.ts';
import { exactWeight, type NetworkWeight } from '../../graphs/network.ts';
import { inHalfPrecision, toWhole } from '../../graphs/quantise.ts';
import { type Format, fileOf } from './format.ts';
import { weightLimits } from './limits.ts';
import { bytesOf, expectFinite, packedBytes, unpackedValues } from './packed.ts';

const safetensorsFile = 'generator.safetensors';

/** The weights by the names of their architecture, and what the architecture needs to know: all that another program needs to rebuild it. */
export const safetensors: Format = {
  mainFile: safetensorsFile,

  write({ name, config, weights, precision }) {
    const tensors = new Map<string, StoredTensor>();
    for (const [weight, array] of weights)
      for (const [key, tensor] of store(weight, array, precision)) tensors.set(key, tensor);
    const description: z.infer<typeof Description> = {
      version: 1,
      name,
      config: GeneratorConfig.parse(config),
    };
    const metadata = { format: 'faceloom', faceloom: JSON.stringify(description) };
    return new Map([[safetensorsFile, encodeTensors(tensors, metadata)]]);
  },

  read(files) {
    const damaged = (what: string) => new UnusableModelError(`The file is damaged: ${what}.`);
    const { tensors, metadata } = decodeTensors(fileOf(files, safetensorsFile), damaged);
    const { config } = parseDescription(metadata['faceloom']);
    const weights = new Map<string, NamedArray>();
    let numbers = 0;
    for (const [name, tensor] of tensors) {
      if (name.endsWith(scaleEnding)) continue;
      const array = restore(name, tensor, tensors.get(name + scaleEnding));
      numbers += array.values.length;
      if (numbers > weightLimits.numbers)
        throw new UnusableModelError('It has more weights than can be loaded.');
      expectFinite(name, array.values);
      weights.set(name, array);
    }
    return { config, weights };
  },
};

/** Of a weight in whole numbers: what each index of its last axis is multiplied by. */
const scaleEnding = '.int8-scale';

const Description = z.object({ version: z.literal(1), name: z.string().max(200), config: GeneratorConfig });

function parseDescription(text: string | undefined): z.infer<typeof Description> {
  if (text === undefined)
    throw new UnusableModelError(
      'The file does not say which network its weights are of; only exports of Faceloom do.',
    );
  try {
    return Description.parse(JSON.parse(text));
  } catch (cause) {
    throw new UnusableModelError('What the file says about its network cannot be read.', { cause });
  }
}

const dtypes = { fp32: 'F32', fp16: 'F16', int8: 'I8' } as const satisfies Record<WeightPrecision, string>;

function store(
  name: string,
  { shape, values }: NamedArray,
  precision: WeightPrecision,
): [string, StoredTensor][] {
  const stored = (weight: Pick<NetworkWeight, 'values' | 'precision'>): StoredTensor => ({
    dtype: dtypes[weight.precision],
    shape,
    bytes: packedBytes(weight),
  });
  const exact = exactWeight(shape, values);
  if (precision === 'fp16') return [[name, stored(inHalfPrecision(exact))]];
  if (precision === 'fp32' || shape.length < 2) return [[name, stored(exact)]];
  const channels = shape[shape.length - 1];
  const { values: whole, scale } = toWhole(values, channels, (i) => i % channels);
  return [
    [name, stored({ values: whole, precision: 'int8' })],
    [name + scaleEnding, { dtype: 'F32', shape: [channels], bytes: bytesOf(scale) }],
  ];
}

function restore(
  name: string,
  { dtype, shape, bytes }: StoredTensor,
  scale: StoredTensor | undefined,
): NamedArray {
  if (dtype !== 'I8') return { shape, values: unpackedValues(bytes, dtype === 'F32' ? 'fp32' : 'fp16') };
  const channels = shape[shape.length - 1];
  if (scale?.dtype !== 'F32' || scale.shape.join() !== String(channels))
    throw new UnusableModelError(`The file is damaged: "${name}" has no scale.`);
  const factors = unpackedValues(scale.bytes, 'fp32');
  return { shape, values: unpackedValues(bytes, 'int8').map((value, i) => value * factors[i % channels]) };
}
