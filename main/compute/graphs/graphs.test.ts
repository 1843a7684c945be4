import { afterAll, describe, expect, it } from 'vitest';
import type { GraphNode } from '../../contract/models/network-graph.ts';
import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../engines/tf.ts';
import { enginesHere, useEngine } from '../testing/engines-here.ts';
import {
  graphError,
  hasTraceableDiscriminator,
  presetIds,
  smallNetworks,
} from '../testing/small-networks.ts';
import { exactWeight, type Network } from './network.ts';
import { quantise } from './quantise.ts';
import { graphShapes } from './shapes.ts';
import { traceNetwork, UntraceableError } from './trace.ts';

const engines = await enginesHere();

describe.each(engines)('graphs on %s', (engine) => {
  afterAll(() => tf.disposeVariables());

  it.each(presetIds)('a traced %s computes what its functions compute', async (preset) => {
    await useEngine(engine);
    const { generator, discriminator, dispose } = smallNetworks(preset);
    const tensors = tf.memory().numTensors;
    const traceable = hasTraceableDiscriminator(preset) ? [generator, discriminator] : [generator];
    for (const { run, weights, input } of traceable) {
      const network = traceNetwork(run, input.shape.slice(1), weights);
      expect([...graphShapes(network).values()].at(-1)).toEqual(tf.tidy(() => run(input).shape.slice(1)));
      expect(graphError(network, { run, input })).toBeLessThan(2e-5);
    }
    expect(tf.memory().numTensors).toBe(tensors);
    dispose();
  });
});

describe('tracing', () => {
  it('refuses a critic with layer norms', async () => {
    await useEngine('wasm');
    const { discriminator, dispose } = smallNetworks('classic-wgan-gp');
    const { run, input, weights } = discriminator;
    expect(() => traceNetwork(run, input.shape.slice(1), weights)).toThrow(UntraceableError);
    dispose();
  });

  it('names nodes after weights, folds frozen norms and biases into kernels, and notes equal operations once', async () => {
    await useEngine('wasm');
    const { generator, dispose } = smallNetworks('classic-dcgan');
    const { graph, weights } = traceNetwork(generator.run, generator.input.shape.slice(1), generator.weights);
    expect(graph.nodes.filter(({ op }) => op === 'affine')).toEqual([]);
    expect(weights.has('up0.kernel') && weights.has('up0.bias')).toBe(true);
    dispose();
    const styled = smallNetworks('standard-64');
    const traced = traceNetwork(styled.generator.run, [8], styled.generator.weights);
    expect(traced.graph.nodes.filter(({ op }) => op === 'normalise')).toHaveLength(1);
    styled.dispose();
  });

  it.each([
    ['mixes the examples', (x: Tensor) => tf.sum(x, 0)],
    ['"Sin"', (x: Tensor) => tf.sin(x)],
    ['does not depend', () => tf.ones([3, 4])],
    ['as matrices', (x: Tensor) => tf.matMul(x as Tensor2D, tf.mul(x, 1) as Tensor2D, false, false)],
  ])('refuses what has no operation: %s', async (reason, run) => {
    await useEngine('wasm');
    const tensors = tf.memory().numTensors;
    const square = (x: Tensor) => run(tf.reshape(x, [3, 3]));
    expect(() =>
      traceNetwork(reason === 'as matrices' ? square : run, [reason === 'as matrices' ? 3 : 4]),
    ).toThrow(UntraceableError);
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

describe('weights of fewer bits', () => {
  it('are what the numbers of the format can hold, and stay close', async () => {
    await useEngine('wasm');
    const { generator, dispose } = smallNetworks('standard-64');
    const network = traceNetwork(generator.run, [8], generator.weights);
    const half = quantise(network, 'fp16');
    for (const { values } of half.weights.values())
      expect(values).toEqual(new Float32Array(new Float16Array(values)));
    expect(graphError(half, generator)).toBeLessThan(0.02);

    const whole = quantise(network, 'int8');
    for (const [name, { values, precision }] of whole.weights) {
      if (!name.endsWith('.kernel')) continue;
      expect(precision).toBe('int8');
      expect(values).toEqual(new Float32Array(new Int8Array(values)));
      expect(Math.max(...values.map(Math.abs))).toBe(127);
    }
    expect([...graphShapes(whole).values()].at(-1)).toEqual([32, 32, 1]);
    // Half a step of 1/127 of the largest weight in each of some hundred inputs.
    expect(graphError(whole, generator)).toBeLessThan(0.3);
    dispose();
  });

  it.each(['dense', 'conv', 'conv-transpose'] as const)(
    'are half a step of their own channel away at most, however much channels of a %s differ',
    (op) => {
      const [from, to] = [5, 4];
      const shapes = { dense: [from, to], conv: [3, 2, from, to], 'conv-transpose': [3, 2, to, from] };
      const shape = shapes[op];
      const inner = op === 'conv-transpose' ? from : 1;
      const channelOf = (i: number) => Math.floor(i / inner) % to;
      const size = shape.reduce((product, side) => product * side, 1);
      // Channels of 0.001, 1, 1000 and 1,000,000.
      const values = Float32Array.from(
        { length: size },
        (_, i) => Math.sin(i + 1) * 1000 ** (channelOf(i) - 1),
      );
      const node = op === 'dense' ? { op } : { op, stride: 1, padding: 'same' as const };
      const network: Network = {
        graph: {
          inputShape: op === 'dense' ? [from] : [4, 4, from],
          nodes: [{ ...node, name: 'k', inputs: ['input'] }],
        },
        weights: new Map([['k.kernel', exactWeight(shape, values)]]),
      };
      const { weights } = quantise(network, 'int8');
      const whole = weights.get('k.kernel')?.values ?? new Float32Array();
      const scale = weights.get('k-scaled.scale')?.values ?? new Float32Array();
      expect(scale).toHaveLength(to);
      for (const [i, value] of values.entries()) {
        const step = scale[channelOf(i)];
        expect(Math.abs(whole[i] * step - value)).toBeLessThanOrEqual(0.5001 * step);
      }
    },
  );

  it('leave a number alone that half precision cannot hold, and a kernel of zeros', () => {
    const network: Network = {
      graph: { inputShape: [1], nodes: [{ op: 'dense', name: 'd', inputs: ['input'] }] },
      weights: new Map([['d.kernel', exactWeight([1, 2], new Float32Array([1e6, 0]))]]),
    };
    expect(quantise(network, 'fp16').weights.get('d.kernel')?.precision).toBe('fp32');
    const whole = quantise(network, 'int8');
    expect([...(whole.weights.get('d.kernel')?.values ?? [])]).toEqual([127, 0]);
    expect(whole.weights.get('d-scaled.scale')?.values.every(Number.isFinite)).toBe(true);
  });
});

describe('shapes', () => {
  const conv = (weights: Network['weights'], padding: 'same' | 'valid' = 'same'): Network => ({
    graph: {
      inputShape: [7, 7, 2],
      nodes: [{ op: 'conv', name: 'c', inputs: ['input'], stride: 2, padding }],
    },
    weights,
  });
  const kernel = (...shape: number[]) => exactWeight(shape, new Float32Array(shape.reduce((a, b) => a * b)));

  it.each(['same', 'valid'] as const)('are those that the engine makes: %s', async (padding) => {
    await useEngine('wasm');
    for (const side of [1, 3, 4]) {
      const network = conv(new Map([['c.kernel', kernel(side, side, 2, 3)]]), padding);
      const made = tf.tidy(() =>
        tf.conv2d(tf.zeros([1, 7, 7, 2]) as Tensor4D, tf.zeros([side, side, 2, 3]) as Tensor4D, 2, padding),
      );
      expect(graphShapes(network).get('c')).toEqual(made.shape.slice(1));
      made.dispose();
    }
  });

  it('refuse what does not fit together', () => {
    const [first] = conv(new Map()).graph.nodes;
    const good = new Map([['c.kernel', kernel(3, 3, 2, 3)]]);
    const upsample = (name: string, from: string): GraphNode => ({
      ...{ op: 'upsample', name, inputs: [from] },
      factor: 64,
    });
    const enlarged: Network = {
      graph: { inputShape: [7, 7, 2], nodes: [upsample('u', 'input'), upsample('v', 'u')] },
      weights: new Map(),
    };
    const broken: [string, Network][] = [
      ['has no kernel', conv(new Map())],
      ['is given 2', conv(new Map([['c.kernel', kernel(3, 3, 5, 3)]]))],
      ['bias of another length', conv(new Map([...good, ['c.bias', kernel(4)]]))],
      ['too much', enlarged],
      ['are called "c"', { graph: { inputShape: [7, 7, 2], nodes: [first, first] }, weights: good }],
      [
        'not before it',
        { graph: { inputShape: [7, 7, 2], nodes: [{ ...first, inputs: ['later'] }] }, weights: good },
      ],
      ['makes nothing', conv(new Map([['c.kernel', kernel(9, 9, 2, 3)]]), 'valid')],
    ];
    for (const [reason, network] of broken) expect(() => graphShapes(network)).toThrow(reason);
  });
});
