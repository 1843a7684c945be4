import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { sizeOf } from '../../graphs/network.ts';
import { type Hdf5File, withHdf5 } from '../../models/formats/keras/h5-library.ts';
import { archiveFiles } from '../../models/formats/keras/keras-archive.ts';
import recorded from './recordings.json' with { type: 'json' };

/**
 * What Keras itself drew with small generators, and how it wrote them down (`record.py`): the files are made again from its
 * configurations, its names of weights, and the formula that gave the weights.
 */
export interface KerasRecording {
  name: string;
  config: unknown;
  /** Names of weights in a `.keras` file, and which weight each is. */
  weights: Readonly<Record<string, number>>;
  shapes: readonly (readonly number[])[];
  kinds: readonly string[];
  /** Shapes of the batches. */
  latents: readonly number[];
  pictures: readonly number[];
  values: readonly number[];
  /** Of an `.h5` file: weights by layer and name. */
  h5?: { config: unknown; layers: Readonly<Record<string, Readonly<Record<string, number>>>> };
}

export const kerasVersion: string = recorded.keras;
export const kerasRecordings = recorded.recordings as unknown as readonly KerasRecording[];

/** Number i of a weight, as `record.py` has it. */
function numbers(shape: readonly number[], which: number, kind: string): Float32Array {
  return Float32Array.from({ length: sizeOf(shape) }, (_, i) => {
    const value = 0.4 * Math.sin(1 + 0.7 * i + which);
    if (kind === 'moving_variance') return Math.abs(value) + 0.5;
    return kind === 'gamma' ? value + 1 : value;
  });
}

export const latentsOf = ({ latents }: KerasRecording): Float32Array =>
  numbers(latents, 100, '').map((value) => 2 * value);

const weightOf = ({ shapes, kinds }: KerasRecording, which: number) => ({
  data: numbers(shapes[which], which, kinds[which]),
  shape: [...shapes[which]],
});

/** The parts of the `.keras` file. */
export async function archiveParts(recording: KerasRecording): Promise<Map<string, Uint8Array>> {
  const weights = await withHdf5('w', undefined, (file) => {
    for (const [path, which] of Object.entries(recording.weights))
      addDataset(file, path, weightOf(recording, which));
  });
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  return new Map([
    [archiveFiles.config, json(recording.config)],
    [archiveFiles.metadata, json({ keras_version: kerasVersion, date_saved: '2026-11-30@06:40:00' })],
    [archiveFiles.weights, weights],
  ]);
}

/** Files as a ZIP archive without compression, as Keras writes it. */
export function zipped(files: Iterable<readonly [string, Uint8Array]>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, bytes] of files) zip.addBuffer(Buffer.from(bytes), name, { compress: false });
  zip.end();
  return buffer(zip.outputStream);
}

export const kerasFile = async (recording: KerasRecording): Promise<Buffer> =>
  zipped(await archiveParts(recording));

/** The `.h5` file, where it was recorded. Strings are UTF-8 that is declared as ASCII, as Keras has them. */
export function h5File(recording: KerasRecording): Promise<Uint8Array> {
  const { h5 } = recording;
  if (h5 === undefined) throw new Error(`no .h5 file of ${recording.name} was recorded`);
  const asBytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
  return withHdf5('w', undefined, (file) => {
    file.create_attribute('keras_version', kerasVersion);
    file.create_attribute('model_config', JSON.stringify(h5.config));
    const all = file.create_group('model_weights');
    all.create_attribute('layer_names', Object.keys(h5.layers).map(asBytes));
    for (const [layer, weights] of Object.entries(h5.layers)) {
      const group = all.create_group(layer);
      group.create_attribute('weight_names', Object.keys(weights).map(asBytes));
      for (const [name, which] of Object.entries(weights))
        addDataset(group, name, weightOf(recording, which));
    }
  });
}

type Group = Pick<Hdf5File, 'get' | 'create_group' | 'create_dataset'>;

/** With the groups that its name goes through. */
function addDataset(group: Group, path: string, weight: ReturnType<typeof weightOf>): void {
  const [first, ...rest] = path.split('/');
  if (rest.length === 0) {
    group.create_dataset({ name: first, ...weight });
    return;
  }
  const inner = group.get(first) ?? group.create_group(first);
  addDataset(inner as Group, rest.join('/'), weight);
}
