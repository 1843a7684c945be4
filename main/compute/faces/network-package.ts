import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** The npm package that a network comes in, and its folder. */
export function networkPackage(network: keyof typeof folders): z.infer<typeof Package> & { folder: string } {
  const folder = folders[network]();
  return { ...Package.parse(require(join(folder, 'package.json'))), folder };
}

/** The model file of the face description network. */
export const faceNetworkFile = (): string => join(folders.face(), 'models', 'faceres.json');

const require = createRequire(import.meta.url);
const Package = z.object({ name: z.string(), version: z.string() });

/** Written out, because packaging finds by these words which files are needed. */
const folders = {
  // It exports its program alone.
  face: () => join(dirname(require.resolve('@vladmandic/human')), '..'),
  judge: () => dirname(require.resolve('@vladmandic/face-api/package.json')),
};
