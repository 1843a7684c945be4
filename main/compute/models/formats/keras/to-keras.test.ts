import { beforeAll, describe, expect, it } from 'vitest';
import type { GraphNode } from '../../../../contract/models/network-graph.ts';
import { loadEngine } from '../../../engines/index.ts';
import { exactWeight, type Network } from '../../../graphs/network.ts';
import { traceNetwork } from '../../../graphs/trace.ts';
import {
  type Example,
  hasTraceableDiscriminator,
  presetIds,
  smallNetworks,
} from '../../../testing/small-networks.ts';
import { floatFields, kerasJson } from './keras-json.ts';
import { modelConfig } from './layers.ts';
import { toKeras } from './to-keras.ts';

beforeAll(() => loadEngine('wasm', 0));

/** Both networks of every preset. */
function networksOf(preset: (typeof presetIds)[number]): Network[] {
  const networks = smallNetworks(preset);
  const trace = ({ run, input, weights }: Example) => traceNetwork(run, input.shape.slice(1), weights);
  const traced = [
    trace(networks.generator),
    ...(hasTraceableDiscriminator(preset) ? [trace(networks.discriminator)] : []),
  ];
  networks.dispose();
  return traced;
}

/** A network of one operation on a map. */
const single = (node: GraphNode, weights: Network['weights'] = new Map()): Network => ({
  graph: { inputShape: [4, 6, 3], nodes: [node] },
  weights,
});

/** Arguments that Keras documents as whole numbers. */
const wholeFields = new Set(['units', 'filters', 'axis']);

/** Numbers of a configuration as they stand in its text. */
const numbersIn = (text: string) =>
  [...text.matchAll(/"([a-z_]+)":(-?\d[\d.e+-]*)/g)].map(([, field, number]) => ({ field, number }));

describe('a configuration for Keras', () => {
  it.each(presetIds)('of %s has floats where Keras documents floats', (preset) => {
    for (const network of networksOf(preset)) {
      const text = kerasJson(modelConfig(toKeras('network', network)));
      for (const { field, number } of numbersIn(text)) {
        const isFloat = /[.e]/.test(number);
        expect([field, number, isFloat]).toEqual([field, number, floatFields.has(field)]);
        if (!isFloat) expect(wholeFields).toContain(field);
      }
    }
  });

  it('writes whole floats as Python reads floats, and everything else as JSON does', () => {
    const config = {
      epsilon: 1e12,
      alpha: 1,
      momentum: 0.5,
      scale: -3,
      offset: 1e21,
      units: 3,
      axis: [0, 2],
    };
    const text = kerasJson({ ...config, center: false, scale_: { scale: true } });
    expect(text).toBe(
      '{"epsilon":1000000000000.0,"alpha":1.0,"momentum":0.5,"scale":-3.0,"offset":1e+21,"units":3,"axis":[0,2],"center":false,"scale_":{"scale":true}}',
    );
    expect(JSON.parse(text)).toMatchObject(config);
  });

  it.each(presetIds)('of %s gives layer normalisation no axes that PyTorch cannot have', (preset) => {
    for (const network of networksOf(preset)) {
      for (const { className, config } of toKeras('network', network).layers) {
        if (className !== 'LayerNormalization' || !Array.isArray(config['axis'])) continue;
        const axes: number[] = config['axis'];
        const follow = axes.every((axis, i) => i === 0 || axis === axes[i - 1] + 1);
        expect({ axes, isWithExamples: axes.includes(0), follow }).not.toMatchObject({
          isWithExamples: true,
          follow: true,
        });
      }
    }
  });

  it('normalises over examples and pixels, whatever the sides, in one axis of each', () => {
    const layers = toKeras(
      'norm',
      single({ op: 'batch-norm', name: 'n', inputs: ['input'], epsilon: 1 }),
    ).layers;
    expect(
      layers.map(({ className, config }) => [className, config['target_shape'] ?? config['axis']]),
    ).toEqual([
      ['Reshape', [1, 24, 3]],
      ['LayerNormalization', [0, 2]],
      ['Reshape', [4, 6, 3]],
    ]);
    const scale = exactWeight([3], new Float32Array([1, 2, 3]));
    const scaled = single(
      { op: 'batch-norm', name: 'n', inputs: ['input'], epsilon: 1 },
      new Map([['n.scale', scale]]),
    );
    expect(toKeras('norm', scaled).layers.at(-1)).toMatchObject({
      className: 'BatchNormalization',
      name: 'n',
      config: { scale: true, center: false },
    });
  });
});
