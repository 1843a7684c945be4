import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { paintSampleFaces } from '../../main/studio/sample-faces/paint-sample-faces.ts';
import { runCli } from '../hosts/run-cli.ts';

/** What a test finds in its library. */
export type Recipe = 'empty' | 'faces' | 'trained';

/** Name of the dataset of every library that is not empty. */
export const datasetName = 'Drawn faces';
/** Faces in it: enough for training, few enough to be made in a second. */
export const faceCount = 96;

/** Puts numbered sample faces into a folder. */
export async function paintFolder(dir: string, count: number, size = 128): Promise<void> {
  await mkdir(dir, { recursive: true });
  for await (const { name, png } of paintSampleFaces({ count, size, seed: 1 }))
    await writeFile(path.join(dir, name), png);
}

const makers: Record<Recipe, (dir: string, shelf: LibraryShelf) => Promise<void>> = {
  async empty(dir) {
    await mkdir(dir);
  },
  async faces(dir, shelf) {
    const photos = path.join(shelf.dir, 'photos');
    await paintFolder(photos, faceCount);
    await runCli('import', photos, '--name', datasetName, '--faces', 'centre', '--library', dir);
  },
  async trained(dir, shelf) {
    await shelf.copy('faces', dir);
    await runCli('train', '--dataset', datasetName, '--kimg', '1', '--library', dir);
  },
};

/** Libraries that were made once, by the product's own commands, and are copied for each test. */
export class LibraryShelf {
  readonly dir: string;
  readonly #made = new Map<Recipe, Promise<string>>();

  constructor(dir: string) {
    this.dir = dir;
  }

  static async open(): Promise<LibraryShelf> {
    return new LibraryShelf(await mkdtemp(path.join(tmpdir(), 'faceloom-e2e-')));
  }

  /** Copies the library of a recipe, which is made when it is first asked for. */
  async copy(recipe: Recipe, to: string): Promise<void> {
    const made = this.#made.get(recipe) ?? this.#make(recipe);
    this.#made.set(recipe, made);
    await cp(await made, to, { recursive: true });
  }

  async #make(recipe: Recipe): Promise<string> {
    const dir = path.join(this.dir, recipe);
    await makers[recipe](dir, this);
    return dir;
  }

  close(): Promise<void> {
    return rm(this.dir, { recursive: true, force: true });
  }
}
