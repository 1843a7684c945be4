import { readFileSync, statSync } from 'node:fs';
import { StudioError } from '../../contract/errors.ts';
import { GeneratorConfig } from '../../contract/models/generator-config.ts';
import { graphInput, graphLimits } from '../../contract/models/network-graph.ts';
import type { FromCompute, ImportTask } from '../../protocol/messages.ts';
import { seededLatents } from '../../protocol/seeded-latents.ts';
import { drawLatents } from '../drawing/draw.ts';
import { nodeDisk } from '../files/disk.ts';
import { encodeSafetensors, type NamedArray } from '../files/safetensors.ts';
import { UnusableModelError } from '../files/unusable-file.ts';
import { exactWeight, type Network, sizeOf } from '../graphs/network.ts';
import { graphShapes } from '../graphs/shapes.ts';
import { architectureOf } from '../networks/index.ts';
import { assignArrays } from '../networks/tensor-arrays.ts';
import { disposeWeights } from '../networks/weights.ts';
import { detectFormat } from './formats/detect.ts';
import type { ImportedModel, ModelFiles } from './formats/format.ts';
import { formats } from './formats/index.ts';
import { weightLimits } from './formats/limits.ts';

/** Reads a generator from files, draws with it once, and writes its weights as those of any model. */
export async function importModel(
  { files, generatorFile }: ImportTask,
  send: (message: FromCompute) => void,
): Promise<Extract<FromCompute, { type: 'imported' }>> {
  const begin = (done: number, note: string) =>
    send({ type: 'working', done, total: 3, unit: 'stages', note });
  try {
    begin(0, 'Reading the files');
    const read = readAll(files);
    const notes: string[] = [];
    const model = await readModel(read, notes);
    begin(1, 'Drawing a face');
    const { config, weights } = asGenerator(model, notes);
    proveThatItDraws(config, weights);
    begin(2, 'Keeping the model');
    nodeDisk.write(generatorFile, encodeSafetensors(weights));
    nodeDisk.syncFile(generatorFile);
    return { type: 'imported', config, notes };
  } catch (error) {
    if (!(error instanceof UnusableModelError)) throw error;
    throw new StudioError(
      'MODEL_UNUSABLE',
      error.message,
      {
        next: 'Choose a generator: an export of Faceloom, a TensorFlow.js layers model, or a Keras .h5 file.',
        subject: files[0].name,
      },
      { cause: error },
    );
  }
}

function readAll(files: ImportTask['files']): ModelFiles {
  let total = 0;
  for (const { name, path } of files) {
    total += statSync(path).size;
    if (total > weightLimits.fileBytes)
      throw new UnusableModelError(
        `With "${name}" the files are larger than ${weightLimits.fileBytes / 2 ** 20} MB.`,
      );
  }
  return new Map(files.map(({ name, path }) => [name, readFileSync(path)]));
}

async function readModel(files: ModelFiles, notes: string[]): Promise<ImportedModel> {
  const { format, model } = detectFormat(files);
  notes.push(`Read as ${format}.`);
  return formats[format].read(model);
}

interface Generator {
  config: GeneratorConfig;
  weights: ReadonlyMap<string, NamedArray>;
}

/** Checks that what was read takes a latent and gives a square picture, and says so with a config. */
function asGenerator(model: ImportedModel, notes: string[]): Generator {
  if (!('graph' in model)) {
    // What an architecture of ours makes of these numbers is seen when it draws; how much it makes of them is bounded here.
    const { config, weights } = model;
    if (config.imported !== undefined) return asGenerator(toNetwork(config.imported.graph, weights), notes);
    if (config.architecture === 'imported') throw new UnusableModelError('It says nothing of its network.');
    expectPlausibleSize(config, weights);
    return { config, weights };
  }
  const [latentSize, ...more] = model.graph.inputShape;
  if (more.length > 0 || latentSize > graphLimits.latentSize)
    throw new UnusableModelError('It takes no list of random numbers, so it is no generator of faces.');
  const network = withPictureRange(withPictureShape(model, notes), notes);
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

/** A flat list of pixels becomes the square that it must be. */
function withPictureShape(network: Network, notes: string[]): Network {
  const last = [...graphShapes(network).entries()].at(-1);
  if (last === undefined || last[1].length !== 1) return network;
  const [name, shape] = last;
  const size = sizeOf(shape);
  for (const channels of [1, 3]) {
    const side = Math.sqrt(size / channels);
    if (!Number.isInteger(side) || side < 2) continue;
    notes.push(`Its ${size} numbers are taken as ${side}×${side} pixels, row by row.`);
    return append(network, {
      op: 'reshape',
      name: freeName(network, 'picture'),
      inputs: [name],
      shape: [side, side, channels],
    });
  }
  return network;
}

/** Pictures of 0…1, as a sigmoid makes them, become those of −1…1. */
function withPictureRange(network: Network, notes: string[]): Network {
  const byName = new Map(network.graph.nodes.map((node) => [node.name, node]));
  let end = network.graph.nodes.at(-1);
  while (end?.op === 'reshape') end = byName.get(end.inputs[0]);
  if (end?.op !== 'sigmoid') return network;
  notes.push('Its pixels of 0…1 are stretched to −1…1.');
  const last = [...graphShapes(network).entries()].at(-1) ?? [graphInput, [1]];
  const channels = last[1][last[1].length - 1];
  const name = freeName(network, 'range');
  const stretched = append(network, { op: 'affine', name, inputs: [last[0]] });
  const all = (value: number) => exactWeight([channels], new Float32Array(channels).fill(value));
  return {
    ...stretched,
    weights: new Map([...stretched.weights, [`${name}.scale`, all(2)], [`${name}.shift`, all(-1)]]),
  };
}

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

/** One face, by the same way that all faces of the model will be drawn. */
function proveThatItDraws(config: GeneratorConfig, weights: ReadonlyMap<string, NamedArray>): void {
  const variables = architectureOf(config).createGenerator(config);
  try {
    assignArrays(variables, weights);
    const { data } = drawLatents(config, variables, seededLatents(42, 0, 2, config.latentSize));
    if (data.every((value) => value === data[0]))
      throw new UnusableModelError('It draws the same grey for every pixel, so its weights are damaged.');
  } catch (error) {
    if (error instanceof StudioError) throw new UnusableModelError(error.message, { cause: error });
    throw error;
  } finally {
    disposeWeights(variables);
  }
}
