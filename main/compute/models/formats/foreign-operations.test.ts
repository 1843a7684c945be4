import { createRequire } from 'node:module';
import { afterAll, describe, expect, it } from 'vitest';
import { GeneratorConfig } from '../../../contract/models/generator-config.ts';
import { ModelFormat } from '../../../contract/models/model-files.ts';
import type { GraphNode } from '../../../contract/models/network-graph.ts';
import { type Tensor, tf } from '../../engines/tf.ts';
import { exactWeight, type Network } from '../../graphs/network.ts';
import { graphShapes } from '../../graphs/shapes.ts';
import { enginesHere, useEngine } from '../../testing/engines-here.ts';
import { largestDifference } from '../../testing/small-networks.ts';
import type { ExportedModel } from './format.ts';
import { formats } from './index.ts';
import { openModel, runImported } from './open.ts';

/** Operations that no network of ours has: they come with generators of other programs, and go out in every format. */
const operations: Readonly<Record<string, readonly GraphNodeBody[]>> = {
  elu: [{ op: 'elu' }],
  gelu: [{ op: 'gelu' }],
  softplus: [{ op: 'softplus' }],
  permute: [{ op: 'permute', axes: [1, 2, 0] }],
  'permute back': [{ op: 'permute', axes: [2, 0, 1] }],
  'permute a matrix': [
    { op: 'reshape', shape: [6, 6] },
    { op: 'permute', axes: [1, 0] },
    { op: 'normalise', epsilon: 0.1 },
    { op: 'reshape', shape: [3, 4, 3] },
  ],
  pad: [{ op: 'pad', sides: [1, 0, 2, 3] }],
  crop: [{ op: 'crop', sides: [0, 1, 1, 0] }],
  'upsample-bilinear': [{ op: 'upsample-bilinear', factor: 2 }],
  'upsample-bilinear by three': [{ op: 'upsample-bilinear', factor: 3 }],
};

type GraphNodeBody = GraphNode extends infer Each
  ? Each extends GraphNode
    ? Omit<Each, 'name' | 'inputs'>
    : never
  : never;

const latentSize = 4;
const numbers = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i + 1));

/** Latents → a map of 3×4 pixels with three channels → the operations → a picture of 4×4 grey pixels. */
function networkOf(bodies: readonly GraphNodeBody[]): Network {
  const weights: [string, ReturnType<typeof exactWeight>][] = [
    ['first.kernel', exactWeight([latentSize, 36], numbers(latentSize * 36))],
  ];
  const nodes: GraphNode[] = [
    { op: 'dense', name: 'first', inputs: ['input'] },
    { op: 'reshape', name: 'map', inputs: ['first'], shape: [3, 4, 3] },
  ];
  for (const [i, body] of bodies.entries())
    nodes.push({ ...body, name: `op${i}`, inputs: [nodes[nodes.length - 1].name] } as GraphNode);
  const last = nodes[nodes.length - 1].name;
  const graph = { inputShape: [latentSize], nodes };
  const made = graphShapes({ graph, weights: new Map(weights) }).get(last) ?? [];
  const size = made.reduce((product, side) => product * side, 1);
  weights.push([
    'end.kernel',
    exactWeight(
      [size, 16],
      numbers(size * 16).map((value) => value / size),
    ),
  ]);
  nodes.push(
    { op: 'reshape', name: 'flat', inputs: [last], shape: [size] },
    { op: 'dense', name: 'end', inputs: ['flat'] },
    { op: 'reshape', name: 'picture', inputs: ['end'], shape: [4, 4, 1] },
  );
  return { graph, weights: new Map(weights) };
}

function exported(network: Network): ExportedModel {
  const { graph, weights } = network;
  const weightShapes = Object.fromEntries([...weights].map(([name, { shape }]) => [name, [...shape]]));
  const config = GeneratorConfig.parse({
    architecture: 'imported',
    resolution: 4,
    channels: 1,
    latentSize,
    imported: { graph, weightShapes },
  });
  return {
    ...{ name: 'Ada', precision: 'fp32', config, generator: network, discriminator: undefined },
    weights: new Map([...weights].map(([name, { shape, values }]) => [name, { shape: [...shape], values }])),
  };
}

const latents = () => tf.tensor2d(numbers(3 * latentSize), [3, latentSize]);
/** Rounding of 32-bit floats; the error function of the engine is right to 1.5e-7. */
const rounding = 2e-6;

afterAll(() => tf.disposeVariables());

describe.each(await enginesHere())('operations of other programs on %s', (engine) => {
  describe.each(Object.entries(operations))('%s', (name, bodies) => {
    it.each(ModelFormat.options)('is written as %s and drawn from it again', async (format) => {
      await useEngine(engine);
      const network = networkOf(bodies);
      const input = latents();
      const expected = runImported(network).draw(input);
      if (format === 'tfjs' && name.startsWith('upsample-bilinear')) {
        expect(() => formats.tfjs.write(exported(network))).toThrow(
          expect.objectContaining({ code: 'INVALID_INPUT', data: { next: expect.stringContaining('ONNX') } }),
        );
        return;
      }
      const files = await formats[format].write(exported(network));
      const model = await openModel(formats[format], files);
      const again = runImported(await formats[format].read(files));
      const differences = [model, again].map((each) => largestDifference(each.draw(input), expected));
      expect(Math.max(...differences)).toBeLessThan(rounding);
      tf.dispose([input, expected]);
    });
  });
});

describe('ONNX Runtime', () => {
  interface Runtime {
    env: { wasm: { numThreads: number } };
    Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => object;
    InferenceSession: {
      create(model: Uint8Array): Promise<{
        run(feeds: Record<string, object>): Promise<Record<string, { data: Float32Array }>>;
        release(): Promise<void>;
      }>;
    };
  }
  const runtime: Runtime = createRequire(import.meta.url)('onnxruntime-web');

  it.each(Object.entries(operations))('computes %s alike', async (_, bodies) => {
    await useEngine('wasm');
    runtime.env.wasm.numThreads = 1;
    const network = networkOf(bodies);
    const input = latents();
    const expected: Tensor = runImported(network).draw(input);
    const files = await formats.onnx.write(exported(network));
    const session = await runtime.InferenceSession.create(files.get('generator.onnx') ?? new Uint8Array());
    const feed = new runtime.Tensor('float32', input.dataSync<'float32'>(), input.shape);
    const { pictures } = await session.run({ latents: feed });
    const drawn = tf.tensor(pictures.data, expected.shape);
    expect(largestDifference(drawn, expected)).toBeLessThan(rounding);
    await session.release();
  });
});
