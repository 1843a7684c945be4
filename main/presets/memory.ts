import type { EngineId } from '../contract/engines.ts';
import { type ArchitectureId, architectureFacts } from '../contract/runs/architectures.ts';
import type { RunConfig } from '../contract/runs/run-config.ts';
import { presets } from './index.ts';

/**
 * About what a compute process with this config holds at its peak, in bytes; meant to keep it from being killed before it can
 * be measured.
 */
export function estimateMemory(config: RunConfig, engine: EngineId): number {
  const own = mapsPerPicture(config) * mapCopies[config.architecture];
  const mapBytes = 4 * (config.projectedWeight > 0 ? own + projected.maps : own);
  const pictures = config.batchSize / config.microBatches;
  return engineBytes[engine] + bytesPerWeight * countWeights(config) + mapBytes * pictures;
}

/** An engine that has been loaded and computed nothing. */
const engineBytes: Readonly<Record<EngineId, number>> = {
  tensorflow: 550e6,
  wasm: 250e6,
  webgpu: 250e6,
};

/**
 * Each weight stands in memory about ten times: itself, two slots of Adam, its gradient and its average, as variables and
 * in the graph.
 */
const bytesPerWeight = 10 * 4;

/**
 * How often the feature maps of a picture, each counted once, stand in memory at the peak of a step: real and generated
 * pictures, forwards and backwards, twice where a penalty is taken, and what blocks have between their maps. Measured.
 */
const mapCopies: Readonly<Record<ArchitectureId, number>> = {
  dcgan: 30,
  'style-dcgan': 45,
  residual: 60,
  mlp: 30,
  'classic-dcgan': 30,
  'wgan-gp': 60,
  sngan: 60,
};

/**
 * What projected heads add: weights that learn, and numbers in maps of the face network and the heads for one picture of 64
 * pixels, with their copies. Measured: 1.9 GB in all for `standard-64`.
 */
const projected = { weights: 0.8e6, maps: 3e6 };

/** Numbers in the feature maps of both networks for one picture. */
function mapsPerPicture(config: RunConfig): number {
  const { architecture, resolution, channels, generatorWidths, discriminatorWidths } = config;
  const pictures = 2 * resolution ** 2 * channels;
  // Layers belong to the side of their map, from 4×4 up; dense ones to none.
  const hasMaps = architectureFacts[architecture].generatorLayers !== undefined;
  const area = (layer: number) => (hasMaps ? (4 * 2 ** layer) ** 2 : 1);
  return [generatorWidths, discriminatorWidths.toReversed()]
    .flatMap((widths) => widths.map((width, layer) => width * area(layer)))
    .reduce((sum, numbers) => sum + numbers, pictures);
}

/** Those that learn, from what the preset's own networks have; weights between two layers go with the product of their widths. */
export function countWeights(config: RunConfig): number {
  const { summary, config: own } = presets[config.preset];
  const products = (widths: readonly number[]) =>
    widths.slice(1).reduce((sum, width, i) => sum + width * widths[i], widths[0]);
  const share = (of: Pick<RunConfig, 'generatorWidths' | 'discriminatorWidths'>) =>
    products(of.generatorWidths) + products(of.discriminatorWidths);
  const ofNetworks = (summary.parametersMillions * 1e6 * share(config)) / share(own);
  return config.projectedWeight > 0 ? ofNetworks + projected.weights : ofNetworks;
}
