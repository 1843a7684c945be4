import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelFormat, WeightPrecision } from '../../../contract/models/model-files.ts';
import type { PresetId } from '../../../contract/presets.ts';
import { type Tensor, type Tensor2D, tf } from '../../engines/tf.ts';
import { quantise } from '../../graphs/quantise.ts';
import { traceNetwork } from '../../graphs/trace.ts';
import { toArrays } from '../../networks/tensor-arrays.ts';
import { enginesHere, useEngine } from '../../testing/engines-here.ts';
import {
  type Example,
  hasTraceableDiscriminator,
  largestDifference,
  presetIds,
  type SmallNetworks,
  smallNetworks,
} from '../../testing/small-networks.ts';
import type { ExportedModel, ModelFiles } from './format.ts';
import { formats } from './index.ts';
import { openDiscriminator } from './keras-h5.ts';
import { openModel, runImported } from './open.ts';

const engines = await enginesHere();
/** Rounding of 32-bit floats, in another order of sums. */
const exact = 2e-5;
/** Of random narrow networks, where all weights matter; trained ones lose less. */
const tolerances: Readonly<Record<WeightPrecision, number>> = { fp32: exact, fp16: 0.02, int8: 0.4 };

/** Precision is not a matter of the network: one has them all. */
const precisionsOf = (preset: PresetId): readonly WeightPrecision[] =>
  preset === 'standard-64' ? WeightPrecision.options : ['fp32'];

const trace = ({ run, input, weights }: Example) => traceNetwork(run, input.shape.slice(1), weights);

function exported(
  { config, generator, discriminator }: SmallNetworks,
  precision: WeightPrecision,
): ExportedModel {
  return {
    name: 'Ada & </script>',
    precision,
    config,
    weights: toArrays(generator.weights),
    generator: quantise(trace(generator), precision),
    discriminator: hasTraceableDiscriminator(config.preset)
      ? quantise(trace(discriminator), precision)
      : undefined,
  };
}

async function drawWith(files: ModelFiles, format: ModelFormat, latents: Tensor): Promise<Tensor> {
  const model = await openModel(formats[format], files);
  const drawn = model.draw(latents as Tensor2D);
  model.dispose();
  return drawn;
}

afterAll(() => tf.disposeVariables());

describe('formats', () => {
  beforeAll(() => useEngine('wasm'));

  describe.each(presetIds)('%s', (preset: PresetId) => {
    it.each(ModelFormat.options)('is written as %s and drawn from it again', async (format) => {
      const networks = smallNetworks(preset);
      const { generator } = networks;
      const expected = tf.tidy(() => generator.run(generator.input));
      for (const precision of precisionsOf(preset)) {
        const files = await formats[format].write(exported(networks, precision));
        const drawn = await drawWith(files, format, generator.input);
        const error = largestDifference(drawn, expected);
        expect(error).toBeLessThan(tolerances[precision]);

        const imported = runImported(await formats[format].read(files));
        const again = imported.draw(generator.input as Tensor2D);
        expect(largestDifference(again, drawn)).toBeLessThan(exact);
        imported.dispose();
        tf.dispose([drawn, again]);
      }
      expected.dispose();
      networks.dispose();
    });
  });
});

describe.runIf(engines.includes('tensorflow'))('TensorFlow itself (where it is set up)', () => {
  it.each(presetIds)('loads the SavedModel of %s and draws with it', async (preset) => {
    await useEngine('tensorflow');
    const networks = smallNetworks(preset);
    const { run, input } = networks.generator;
    const expected = tf.tidy(() => run(input));
    for (const precision of precisionsOf(preset)) {
      const files = await formats.savedmodel.write(exported(networks, precision));
      const drawn = await drawWith(files, 'savedmodel', input);
      expect(largestDifference(drawn, expected)).toBeLessThan(tolerances[precision]);
    }
    networks.dispose();
  });
});

describe('the discriminator in an .h5 file', () => {
  it.each(presetIds.filter(hasTraceableDiscriminator))(
    'of %s judges a batch as it did in training',
    async (preset) => {
      await useEngine('wasm');
      const networks = smallNetworks(preset);
      const { discriminator } = networks;
      const files = await formats.h5.write(exported(networks, 'fp32'));
      const read = await openDiscriminator(files);
      const [judged, expected] = [
        read.draw(discriminator.input as Tensor2D),
        discriminator.run(discriminator.input),
      ];
      const size = tf.max(tf.abs(expected)).dataSync()[0];
      expect(largestDifference(judged, expected) / Math.max(size, 1)).toBeLessThan(2e-5);
      networks.dispose();
    },
  );
});

describe('ONNX Runtime', () => {
  interface Runtime {
    env: { wasm: { numThreads: number }; logLevel: string };
    Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => object;
    InferenceSession: {
      create(model: Uint8Array): Promise<{
        run(feeds: Record<string, object>): Promise<Record<string, { data: Float32Array; dims: number[] }>>;
        release(): Promise<void>;
      }>;
    };
  }
  const runtime: Runtime = createRequire(import.meta.url)('onnxruntime-web');

  it.each(presetIds)('draws what %s draws', async (preset) => {
    await useEngine('wasm');
    runtime.env.wasm.numThreads = 1;
    const networks = smallNetworks(preset);
    const { run, input } = networks.generator;
    const expected = tf.tidy(() => run(input));
    const feed = new runtime.Tensor('float32', input.dataSync<'float32'>(), input.shape);
    for (const precision of precisionsOf(preset)) {
      const files = await formats.onnx.write(exported(networks, precision));
      const session = await runtime.InferenceSession.create(files.get('generator.onnx') ?? new Uint8Array());
      const { pictures } = await session.run({ latents: feed });
      expect(pictures.dims).toEqual(expected.shape);
      const drawn = tf.tensor(pictures.data, pictures.dims);
      expect(largestDifference(drawn, expected)).toBeLessThan(tolerances[precision]);
      await session.release();
      drawn.dispose();
    }
    networks.dispose();
  });
});
