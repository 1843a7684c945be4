import { fromBufferPromise } from 'yauzl';
import { z } from 'zod';
import { UnusableModelError } from '../../../files/unusable-file.ts';
import type { NetworkWeight } from '../../../graphs/network.ts';
import { fileOf, type ModelFiles } from '../format.ts';
import { weightLimits } from '../limits.ts';
import { WeightReader, withHdf5 } from './h5-library.ts';
import { type ConfiguredLayer, parseModelConfig } from './parse-config.ts';
import { type KerasModelFile, majorOf, noWeights } from './stored-weights.ts';

/** What a `.keras` file consists of, in a ZIP archive or, where it was saved so, in a folder. */
export const archiveFiles = {
  config: 'config.json',
  metadata: 'metadata.json',
  weights: 'model.weights.h5',
} as const;

/** Whether bytes are those of a ZIP archive. */
export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;

/** The parts of a `.keras` file; anything else in it is passed over. */
export async function unpackArchive(bytes: Uint8Array): Promise<ModelFiles> {
  const wanted = new Set<string>(Object.values(archiveFiles));
  const files = new Map<string, Uint8Array>();
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const zip = await fromBufferPromise(buffer, { lazyEntries: true });
    let left: number = weightLimits.fileBytes;
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName;
      if (!wanted.has(name)) continue;
      left -= entry.uncompressedSize;
      if (left < 0) throw new UnusableModelError('It unpacks to more than a model can be.');
      if (files.has(name)) throw new UnusableModelError(`It has two files "${name}".`);
      // yauzl refuses an entry that unpacks to more than it claims.
      const stream = await zip.openReadStreamPromise(entry);
      files.set(name, Buffer.concat(await stream.toArray()));
    }
  } catch (cause) {
    if (cause instanceof UnusableModelError) throw cause;
    throw new UnusableModelError('The .keras file is damaged or cut off.', { cause });
  }
  return files;
}

/** The configuration and the weights of an unpacked `.keras` file. */
export async function readArchive(files: ModelFiles): Promise<KerasModelFile> {
  const config = parseJson(files, archiveFiles.config);
  const { keras_version: version } = Metadata.parse(
    files.has(archiveFiles.metadata) ? parseJson(files, archiveFiles.metadata) : {},
  );
  const { layers } = parseModelConfig(config);
  const weights = await readWeights(fileOf(files, archiveFiles.weights), layers);
  return {
    config,
    kerasMajor: majorOf(version),
    // Weights are told apart by their order alone.
    weightsOf: ({ place }) => ({ ...noWeights, inOrder: weights.get(place) ?? [] }),
  };
}

const Metadata = z.looseObject({ keras_version: z.string().optional() }).catch({});

function parseJson(files: ModelFiles, name: string): unknown {
  const bytes = fileOf(files, name);
  if (bytes.length > weightLimits.jsonBytes) throw new UnusableModelError(`Its "${name}" is too large.`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new UnusableModelError(`Its "${name}" is damaged.`, { cause });
  }
}

type Weights = Map<string, readonly (NetworkWeight | undefined)[]>;

/** Those of each layer, by its place. */
async function readWeights(bytes: Uint8Array, layers: readonly ConfiguredLayer[]): Promise<Weights> {
  const weights: Weights = new Map();
  await withHdf5('r', bytes, (file, { Group }) => {
    const reader = new WeightReader();
    for (const { place } of layers) {
      if (weights.has(place)) continue;
      const group = groupNames(place)
        .map((name) => file.get(name))
        .find((found) => found instanceof Group);
      if (!(group instanceof Group)) continue;
      const count = Math.min(group.keys().length, mostOfOneLayer);
      const numbers = Array.from({ length: count }, (_, i) => String(i)).filter((i) =>
        group.keys().includes(i),
      );
      weights.set(
        place,
        numbers.map((i) => reader.read(group.get(i), `${place}/${i}`)),
      );
    }
  });
  return weights;
}

/** No layer that is known has more weights than a convolution in two parts. */
const mostOfOneLayer = 8;

/** Keras 2.12 and 2.13 called the layers otherwise, and on Windows parted names by backslashes. */
function groupNames(place: string): string[] {
  const old = place.replaceAll(/(^|\/)layers(?=\/)/g, '$1_layer_checkpoint_dependencies');
  return [place, old].flatMap((name) => [`${name}/vars`, `${name.replaceAll('/', '\\')}/vars`]);
}
