import { z } from 'zod';
import { StudioError } from '../../../contract/errors.ts';
import { type Tensor, tf } from '../../engines/tf.ts';
import { UnusableModelError } from '../../files/unusable-file.ts';
import { exactWeight, type Network, type NetworkWeight, sizeOf } from '../../graphs/network.ts';
import { type Format, fileOf, type ModelFiles } from './format.ts';
import { fromKeras } from './keras/from-keras.ts';
import { kerasJson } from './keras/keras-json.ts';
import { modelConfig } from './keras/layers.ts';
import { noWeights, type StoredWeights, type WeightsOf } from './keras/stored-weights.ts';
import { toKeras } from './keras/to-keras.ts';
import { weightLimits } from './limits.ts';
import { expectFinite, packedBytes, unpackedValues } from './packed.ts';

const modelFile = 'model.json';

const Quantisation = z.union([
  z.looseObject({ dtype: z.literal('float16') }),
  z.looseObject({ dtype: z.enum(['uint8', 'uint16']), min: z.number(), scale: z.number() }),
]);
const WeightSpec = z.looseObject({
  name: z.string().min(1).max(400),
  shape: z.array(z.int().min(1)).max(weightLimits.rank),
  dtype: z.literal('float32'),
  quantization: Quantisation.exactOptional(),
});
type WeightSpec = z.infer<typeof WeightSpec>;

/** The layers model of TensorFlow.js: a description, and the numbers of all weights in one file. */
export const tfjsLayers: Format = {
  mainFile: modelFile,

  write({ generator }) {
    expectDrawnAlike(generator);
    const model = toKeras('generator', generator);
    const weights = model.layers.flatMap((layer) =>
      [...layer.weights].map(([part, weight]) => ({ name: `${layer.name}/${part}`, weight })),
    );
    const description = {
      format: 'layers-model',
      generatedBy: 'Faceloom',
      convertedBy: null,
      modelTopology: { keras_version: '2.15.0', backend: 'tensorflow', model_config: modelConfig(model) },
      weightsManifest: [
        {
          paths: [weightsFile],
          weights: weights.map(({ name, weight: { shape, precision } }) => ({
            name,
            shape,
            dtype: 'float32',
            ...(precision === 'fp32' ? {} : { quantization: quantisation[precision] }),
          })),
        },
      ],
    };
    return new Map([
      [modelFile, new TextEncoder().encode(kerasJson(description))],
      [weightsFile, Buffer.concat(weights.map(({ weight }) => storedBytes(weight)))],
    ]);
  },

  read(files) {
    const { modelTopology, weightsManifest } = parse(files);
    const weightsOf = readWeights(files, weightsManifest);
    // A model that TensorFlow.js saved itself has its configuration directly in the topology.
    return fromKeras(modelTopology.model_config ?? modelTopology, weightsOf, { kerasMajor: 2, isTfjs: true });
  },

  async open(files) {
    const { modelTopology, weightsManifest } = parse(files);
    const weightData = Uint8Array.from(fileOf(files, weightsFile)).buffer;
    const [{ weights: weightSpecs }] = weightsManifest;
    const model = await tf.loadLayersModel({
      load: async () => ({ modelTopology, weightSpecs, weightData }),
    });
    return {
      draw: (latents) => model.predict(latents) as Tensor,
      dispose: () => model.dispose(),
    };
  },
};

const weightsFile = 'weights.bin';

/** Its layers enlarge from the corners of pixels and not from their middles. */
function expectDrawnAlike({ graph }: Network): void {
  if (!graph.nodes.some(({ op }) => op === 'upsample-bilinear')) return;
  throw new StudioError(
    'INVALID_INPUT',
    'The layers of TensorFlow.js draw the bilinear enlargement of this model otherwise.',
    { next: 'Export it as a Keras .h5 file, a SavedModel, ONNX or a web page.' },
  );
}

/** Whole numbers are stored as bytes without a sign. */
const wholeOffset = 128;
const quantisation = {
  fp16: { dtype: 'float16' },
  int8: { dtype: 'uint8', min: -wholeOffset, scale: 1 },
} as const;

const storedBytes = (weight: NetworkWeight): Uint8Array =>
  weight.precision === 'int8'
    ? Uint8Array.from(weight.values, (value) => value + wholeOffset)
    : packedBytes(weight);

const Manifest = z
  .array(
    z.looseObject({
      paths: z.array(z.string()).min(1).max(10_000),
      weights: z.array(WeightSpec).max(10_000),
    }),
  )
  .max(1000);
const ModelJson = z.looseObject({
  modelTopology: z.looseObject({ model_config: z.unknown().optional() }),
  weightsManifest: Manifest,
});

function parse(files: ModelFiles): z.infer<typeof ModelJson> {
  const bytes = fileOf(files, modelFile);
  if (bytes.length > weightLimits.jsonBytes)
    throw new UnusableModelError('The file "model.json" is too large.');
  try {
    return ModelJson.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw new UnusableModelError('The file "model.json" is damaged, or not of a layers model.', { cause });
  }
}

const bytesOfOne = ({ quantization }: WeightSpec): number =>
  quantization === undefined ? 4 : quantization.dtype === 'uint8' ? 1 : 2;

/** Weights lie one after the other in the files of their group, which are cut anywhere. */
function readWeights(files: ModelFiles, manifest: z.infer<typeof Manifest>): WeightsOf {
  const layers = new Map<string, Map<string, NetworkWeight>>();
  let numbers = 0;
  for (const { paths, weights } of manifest) {
    const bytes = Buffer.concat(paths.map((path) => fileOf(files, path.replace(/^\.\//, ''))));
    let at = 0;
    for (const spec of weights) {
      const size = sizeOf(spec.shape);
      numbers += size;
      if (numbers > weightLimits.numbers)
        throw new UnusableModelError('It has more weights than can be loaded.');
      const end = at + size * bytesOfOne(spec);
      if (end > bytes.length) throw new UnusableModelError('A file of its weights is cut off.');
      const values = dequantised(bytes.subarray(at, end), spec);
      expectFinite(spec.name, values);
      const [, layer, part] = /^(.*)\/([^/]+)$/.exec(spec.name) ?? ['', '', spec.name];
      const parts = layers.get(layer) ?? new Map<string, NetworkWeight>();
      layers.set(layer, parts.set(part, exactWeight(spec.shape, values)));
      at = end;
    }
    if (at !== bytes.length)
      throw new UnusableModelError('A file of its weights is longer than it should be.');
  }
  return ({ path }) => storedAt(path, layers);
}

/** TensorFlow.js names the models that a layer is in, or does not. */
function storedAt(
  path: readonly string[],
  layers: ReadonlyMap<string, ReadonlyMap<string, NetworkWeight>>,
): StoredWeights {
  for (let depth = path.length; depth >= 1; depth--) {
    const named = layers.get(path.slice(-depth).join('/'));
    if (named !== undefined) return { named, inOrder: [...named.values()] };
  }
  return noWeights;
}

function dequantised(bytes: Uint8Array, { quantization }: WeightSpec): Float32Array {
  if (quantization === undefined) return unpackedValues(bytes, 'fp32');
  if (quantization.dtype === 'float16') return unpackedValues(bytes, 'fp16');
  const { dtype, min, scale } = quantization;
  const whole = dtype === 'uint8' ? bytes : new Uint16Array(new Uint8Array(bytes).buffer);
  return Float32Array.from(whole, (value) => value * scale + min);
}
