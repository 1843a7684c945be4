import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { EmbeddingId, JudgeId } from '../../../contract/scores/scores.ts';
import { randomNetworkVersion } from './random-network.ts';

/** What looks at pictures through a network. */
export type NetworkId = Exclude<EmbeddingId, 'pixels'> | JudgeId;

/** A network with its version, such as "@vladmandic/human 3.3.6": another one may see something else in a picture. */
export function networkVersion(network: NetworkId): string {
  if (network === 'random') return `random network ${randomNetworkVersion}`;
  const { name, version } = networkPackage(network);
  return `${name} ${version}`;
}

/** The npm package that a network comes in, and its folder. */
export function networkPackage(network: keyof typeof folders): z.infer<typeof Package> & { folder: string } {
  const folder = folders[network]();
  return { ...Package.parse(require(join(folder, 'package.json'))), folder };
}

const require = createRequire(import.meta.url);
const Package = z.object({ name: z.string(), version: z.string() });

/** Written out, because packaging finds by these words which files are needed. */
const folders = {
  // It exports its program alone.
  face: () => join(dirname(require.resolve('@vladmandic/human')), '..'),
  judge: () => dirname(require.resolve('@vladmandic/face-api/package.json')),
};
