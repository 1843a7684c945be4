import { GeneratorConfig } from '../../contract/models/generator-config.ts';
import { graphInput, graphLimits } from '../../contract/models/network-graph.ts';
import type { NamedArray } from '../files/safetensors.ts';
import { UnusableModelError } from '../files/unusable-file.ts';
import { exactWeight, type Network, sizeOf } from '../graphs/network.ts';
import { outputRange } from '../graphs/output-range.ts';
import { graphShapes } from '../graphs/shapes.ts';
import type { ImportedModel } from './formats/format.ts';

export interface ImportedGenerator {
  config: GeneratorConfig;
  weights: ReadonlyMap<string, NamedArray>;
}

/** Checks that what was read takes a latent and gives a square picture, and says so with a config. */
export function toGenerator(model: ImportedModel, notes: string[]): ImportedGenerator {
  if (!('graph' in model)) {
    // What an architecture of ours makes of these numbers is seen when it draws; how much it makes of them is bounded here.
    const { config, weights } = model;
    if (config.imported !== undefined) return toGenerator(toNetwork(config.imported.graph, weights), notes);
    if (config.architecture === 'imported') throw new UnusableModelError('It does not describe its network.');
    expectPlausibleSize(config, weights);
    return { config, weights };
  }
  notes.push(...(model.notes ?? []));
  const network = withPictureRange(withPictureShape(withLatent(model), notes), notes);
  const [latentSize] = network.graph.inputShape;
  const shape = [...graphShapes(network).values()].at(-1) ?? [];
  const [height, width, channels] = shape;
  if (shape.length !== 3 || height !== width || (channels !== 1 && channels !== 3)) {
    throw new UnusableModelError(
      `It makes ${shape.join('×')} numbers; a square picture in grey or colour is needed.`,
    );
  }
  const used = usedWeights(network);
  return {
    config: GeneratorConfig.parse({
      architecture: 'imported',
      resolution: height,
      channels,
      latentSize,
      imported: {
        graph: network.graph,
        weightShapes: Object.fromEntries([...used].map(([name, { shape: each }]) => [name, [...each]])),
      },
    }),
    weights: new Map(
      [...used].map(([name, { shape: each, values }]) => [name, { shape: [...each], values }]),
    ),
  };
}

/** A small file can claim layers that no memory holds: the weights that are there must be about those of such widths. */
function expectPlausibleSize(
  { generatorWidths, latentSize, architecture, resolution, channels }: GeneratorConfig,
  weights: ReadonlyMap<string, NamedArray>,
): void {
  let there = 0;
  for (const { values } of weights.values()) there += values.length;
  const widths = [
    latentSize,
    ...generatorWidths,
    ...(architecture === 'mlp' ? [resolution ** 2 * channels] : []),
  ];
  const claimed = widths.slice(1).reduce((sum, width, i) => sum + width * widths[i], 0);
  // A bottleneck has half of what its widths say.
  if (claimed > 4 * there + 1000)
    throw new UnusableModelError('Its weights are fewer than its network needs, so it is damaged.');
}

const toNetwork = (graph: Network['graph'], weights: ReadonlyMap<string, NamedArray>): Network => ({
  graph,
  weights: new Map([...weights].map(([name, { shape, values }]) => [name, exactWeight(shape, values)])),
});

const usedWeights = ({ graph, weights }: Network): Network['weights'] => {
  const names = new Set(graph.nodes.map(({ name }) => name));
  return new Map([...weights].filter(([name]) => names.has(name.slice(0, name.lastIndexOf('.')))));
};

/** What takes a list of numbers as a map, of one pixel or one channel, takes it as a list. */
function withLatent(network: Network): Network {
  const { inputShape, nodes } = network.graph;
  const latentSize = sizeOf(inputShape);
  if (Math.max(...inputShape) !== latentSize || latentSize > graphLimits.latentSize)
    throw new UnusableModelError(
      'It does not take a list of random numbers, so it is not a generator of faces.',
    );
  if (inputShape.length === 1) return network;
  const name = freeName(network, 'latent');
  const renamed = nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map((input) => (input === graphInput ? name : input)),
  }));
  return {
    ...network,
    graph: {
      inputShape: [latentSize],
      nodes: [{ op: 'reshape', name, inputs: [graphInput], shape: inputShape }, ...renamed],
    },
  };
}

/** Pixels in a list, without channels or with their channels first become a map. */
function withPictureShape(network: Network, notes: string[]): Network {
  const [name, shape] = outputOf(network);
  const [first, ...sides] = shape;
  const isSquare = (height: number, width: number) => height === width && height >= 2;
  const shaped = (side: number, channels: number) =>
    append(network, {
      ...{ op: 'reshape', name: freeName(network, 'picture'), inputs: [name] },
      shape: [side, side, channels],
    });
  if (shape.length === 1) {
    for (const channels of [1, 3]) {
      const side = Math.sqrt(first / channels);
      if (!Number.isInteger(side) || side < 2) continue;
      notes.push(`Its ${first} numbers are taken as ${side}×${side} pixels, row by row.`);
      return shaped(side, channels);
    }
  }
  if (shape.length === 2 && isSquare(first, sides[0])) return shaped(first, 1);
  if (shape.length === 3 && (first === 1 || first === 3) && sides[1] > 3 && isSquare(sides[0], sides[1])) {
    notes.push('Its channels, which come first, are put last.');
    return append(network, {
      ...{ op: 'permute', name: freeName(network, 'picture'), inputs: [name] },
      axes: [1, 2, 0],
    });
  }
  return network;
}

/** Ranges that pictures are trained in, besides −1…1. */
const pictureRanges: readonly (readonly [number, number])[] = [
  [0, 1],
  [0, 255],
  [-0.5, 0.5],
  [-127.5, 127.5],
];

/** Pictures of 0…1, as a sigmoid makes them, and such become those of −1…1. */
function withPictureRange(network: Network, notes: string[]): Network {
  const [low, high] = outputRange(network);
  const isNear = (a: number, b: number) => Math.abs(a - b) < 1e-3 * (high - low);
  const found = pictureRanges.find((range) => isNear(range[0], low) && isNear(range[1], high));
  if (found === undefined) {
    if (!Number.isFinite(high - low))
      notes.push('Nothing bounds its pixels: they are taken as those of −1…1.');
    else if (!isNear(low, -1) || !isNear(high, 1))
      notes.push(`Its pixels lie in ${shown(low)}…${shown(high)}, and are taken as those of −1…1.`);
    return network;
  }
  notes.push(`Its pixels of ${shown(found[0])}…${shown(found[1])} are stretched to −1…1.`);
  const scale = 2 / (found[1] - found[0]);
  const [output, shape] = outputOf(network);
  const channels = shape[shape.length - 1];
  const name = freeName(network, 'range');
  const stretched = append(network, { op: 'affine', name, inputs: [output] });
  const all = (value: number) => exactWeight([channels], new Float32Array(channels).fill(value));
  return {
    ...stretched,
    weights: new Map([
      ...stretched.weights,
      [`${name}.scale`, all(scale)],
      [`${name}.shift`, all(-1 - found[0] * scale)],
    ]),
  };
}

const shown = (value: number) => String(Number(value.toPrecision(4))).replace('-', '−');

/** The node that makes the output, and its shape. */
const outputOf = (network: Network): readonly [string, readonly number[]] =>
  [...graphShapes(network).entries()].at(-1) ?? [graphInput, network.graph.inputShape];

const append = (network: Network, node: Network['graph']['nodes'][number]): Network => ({
  ...network,
  graph: { ...network.graph, nodes: [...network.graph.nodes, node] },
});

function freeName({ graph }: Network, stem: string): string {
  const taken = new Set(graph.nodes.map(({ name }) => name));
  for (let number = 2, name = stem; ; number++) {
    if (!taken.has(name)) return name;
    name = `${stem}-${number}`;
  }
}
