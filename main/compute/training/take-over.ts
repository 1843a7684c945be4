import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { generatorFile, trainingFile } from '../../protocol/checkpoint-files.ts';
import { decodeSafetensors, type NamedArray } from '../files/safetensors.ts';
import { assignArrays } from '../networks/tensor-arrays.ts';
import type { Weights } from '../networks/weights.ts';
import type { TrainingState } from './state/training-state.ts';

/** How many of a network's layers came from elsewhere. */
export interface TakenLayers {
  taken: number;
  layers: number;
}

/**
 * Lets a new run begin with the weights in `folder` (files as in a checkpoint; the discriminator's may be missing): every
 * layer that is there by name and shape, the others stay fresh. The generator begins with the average that the other
 * one drew with. Throws INVALID_INPUT when not one of its layers fits.
 */
export function takeOver(
  { config, generator, discriminator, average }: TrainingState,
  folder: string,
): { generator: TakenLayers; discriminator?: TakenLayers } {
  const read = (file: string) => decodeSafetensors(readFileSync(join(folder, file)), join(folder, file));
  const drawing = read(generatorFile);
  const taken = takeLayers(generator, drawing);
  if (average !== undefined) takeLayers(average, drawing);
  if (taken.taken === 0) {
    throw new StudioError('INVALID_INPUT', 'Not one layer of that generator fits the networks of this run.', {
      next: 'Start from a model of the same preset and width, or from scratch.',
    });
  }
  if (!existsSync(join(folder, trainingFile))) return { generator: taken };
  // Stages of a discriminator count from the picture inwards: at twice the side, each is one stage further in.
  const furtherIn = Math.log2(config.resolution / (config.startedFrom?.resolution ?? config.resolution));
  const judging = shiftStages(withPrefix(read(trainingFile), 'd.'), furtherIn);
  return { generator: taken, discriminator: takeLayers(discriminator, judging) };
}

/** A layer is the weights whose names agree up to the first dot; it is taken whole or not at all. */
function takeLayers(weights: Weights, source: ReadonlyMap<string, NamedArray>): TakenLayers {
  const layers = Map.groupBy(weights, ([name]) => name.split('.')[0]);
  let taken = 0;
  for (const layer of layers.values()) {
    const fits = layer.every(([name, { shape }]) => source.get(name)?.shape.join() === shape.join());
    if (!fits) continue;
    assignArrays(new Map(layer), source);
    taken += 1;
  }
  return { taken, layers: layers.size };
}

/** `down0.kernel` becomes `down1.kernel`, and so on; names without a number stay. */
function shiftStages<T>(named: ReadonlyMap<string, T>, by: number): Map<string, T> {
  const shifted = [...named].map(([name, value]): [string, T] => [
    name.replace(/^([a-z-]+)(\d+)/, (_, word: string, stage: string) => word + (Number(stage) + by)),
    value,
  ]);
  return new Map(shifted);
}

const withPrefix = <T>(named: ReadonlyMap<string, T>, prefix: string): Map<string, T> =>
  new Map(
    [...named]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
