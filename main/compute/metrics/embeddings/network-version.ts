import type { EmbeddingId, JudgeId } from '../../../contract/scores/scores.ts';
import { networkPackage } from '../../faces/network-package.ts';
import { randomNetworkVersion } from './random-network.ts';

/** What looks at pictures through a network. */
export type NetworkId = Exclude<EmbeddingId, 'pixels'> | JudgeId;

/** A network with its version, such as "@vladmandic/human 3.3.6": another one may see something else in a picture. */
export function networkVersion(network: NetworkId): string {
  if (network === 'random') return `random network ${randomNetworkVersion}`;
  const { name, version } = networkPackage(network);
  return `${name} ${version}`;
}
