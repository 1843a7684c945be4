import type { NetworkWeight } from '../../../graphs/network.ts';
import type { ConfiguredLayer } from './parse-config.ts';

/** The weights of a layer as a file has them; one that is of a kind that cannot be read is undefined. */
export interface StoredWeights {
  /** By Keras's names of them: `kernel`, `gamma`, …; empty where the file has no names. */
  named: ReadonlyMap<string, NetworkWeight | undefined>;
  /** In the order in which Keras keeps them. */
  inOrder: readonly (NetworkWeight | undefined)[];
}

export type WeightsOf = (layer: Pick<ConfiguredLayer, 'path' | 'place'>) => StoredWeights;

/** What is read of a file that has a model in it. */
export interface KerasModelFile {
  config: unknown;
  weightsOf: WeightsOf;
  /** Of the Keras that wrote it: its first number. */
  kerasMajor: 2 | 3;
}

export const noWeights: StoredWeights = { named: new Map(), inOrder: [] };

/** "3.15.1" → 3. Files that do not say it are old. */
export const majorOf = (version: unknown): 2 | 3 =>
  typeof version === 'string' && /^(?:[3-9]|\d\d)\./.test(version) ? 3 : 2;
