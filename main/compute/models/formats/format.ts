import type { GeneratorConfig } from '../../../contract/models/generator-config.ts';
import type { WeightPrecision } from '../../../contract/models/model-files.ts';
import type { Tensor } from '../../engines/tf.ts';
import type { NamedArray } from '../../files/safetensors.ts';
import { UnusableModelError } from '../../files/unusable-file.ts';
import type { Network } from '../../graphs/network.ts';

/** Files by their names; a name may have folders, parted by slashes. */
export type ModelFiles = ReadonlyMap<string, Uint8Array>;

/** What an export is made from. */
export interface ExportedModel {
  /** For people; any characters. */
  name: string;
  precision: WeightPrecision;
  config: GeneratorConfig;
  /** As the architecture has them. */
  weights: ReadonlyMap<string, NamedArray>;
  /** The same as graphs, with weights of the precision. */
  generator: Network;
  /** Absent where only the generator was kept. */
  discriminator: Network | undefined;
}

/** What an import keeps: a graph, with what is to be said of it, or weights of an architecture of ours. */
export type ImportedModel =
  | (Network & { notes?: readonly string[] })
  | { config: GeneratorConfig; weights: ReadonlyMap<string, NamedArray> };

/** A network that files were loaded into; a generator's is latents [n, size] → pictures [n, S, S, C]. */
export interface OpenedModel {
  draw(latents: Tensor): Tensor;
  dispose(): void;
}

/** One kind of files. Reading throws UnusableModelError where files are damaged, hostile or of another kind. */
export interface Format {
  /** What reading and writing call the file that the format is told by (`sign` of `formatCatalogue`). */
  readonly mainFile: string;
  write(model: ExportedModel): Promise<ModelFiles> | ModelFiles;
  read(files: ModelFiles): Promise<ImportedModel> | ImportedModel;
  /** Loads the files as the programs do that they are for; absent where what was read is run instead. */
  open?(files: ModelFiles): Promise<OpenedModel> | OpenedModel;
}

/** A file that a format cannot do without. */
export function fileOf(files: ModelFiles, name: string): Uint8Array {
  const file = files.get(name);
  if (file === undefined) throw new UnusableModelError(`The file "${name}" is missing.`);
  return file;
}
