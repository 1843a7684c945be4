import type { WeightPrecision } from '../../contract/model-files.ts';
import type { NamedArray } from '../checkpoints/safetensors.ts';
import type { Network } from '../graphs/network.ts';

/** Files by their names. */
export type ModelFiles = ReadonlyMap<string, Uint8Array>;

/** A generator as exports are made from it. */
export interface ExportedModel {
  name: string;
  /** What its networks were made from, and their weights by the names of the architecture. */
  config: unknown;
  weights: ReadonlyMap<string, NamedArray>;
  generator: Network;
  discriminator: Network | undefined;
  precision: WeightPrecision;
}
