import { cp, link, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { paintSampleFaces } from '../../main/sample-faces/paint-sample-faces.ts';
import { runCli } from '../hosts/run-cli.ts';

/** What a test finds in its library. */
export type Recipe = 'empty' | 'faces' | 'crowd' | 'trained' | 'compared' | 'gallery';

/** Name of the dataset of every library that is not empty. */
const datasetName = 'Drawn faces';
/** Faces in it: enough for training, few enough to be made in a second. */
const faceCount = 96;
/** Pictures in the dataset of the recipe `crowd`. */
const crowdCount = 50_000;
/** Saved faces in the library of the recipe `gallery`. */
export const savedCount = 10_000;

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
  async crowd(dir, shelf) {
    await shelf.copy('faces', dir);
    multiplyItems(path.join(dir, 'library.sqlite'), crowdCount);
  },
  async trained(dir, shelf) {
    await shelf.copy('faces', dir);
    // Steps that are compiled would take longer to compile than these take to run.
    await runCli('train', '--dataset', datasetName, '--kimg', '1', '--mode', 'eager', '--library', dir);
  },
  async gallery(dir, shelf) {
    await shelf.copy('faces', dir);
    await fillGallery(dir, savedCount);
  },
  async compared(dir, shelf) {
    await shelf.copy('trained', dir);
    const train = (...args: string[]) =>
      runCli('train', '--dataset', datasetName, '--mode', 'eager', ...args, '--library', dir);
    await train('--kimg', '0.7', '--seed', '7', '--set', 'r1Gamma=4');
    await train('--kimg', '5', '--preset', 'classic-mlp');
  },
};

/** Saves faces that no generator drew: pictures of the dataset under other names, every tenth rated 5 and tagged. */
async function fillGallery(dir: string, count: number): Promise<void> {
  const datasets = path.join(dir, 'datasets');
  const pictures = (await readdir(datasets, { recursive: true }))
    .filter((file) => /images.\d+\.png$/.test(file))
    .map((file) => path.join(datasets, file));
  const names = Array.from({ length: count }, (_, i) => `face-${i}`);
  for (const [i, name] of names.entries())
    await link(pictures[i % pictures.length] ?? '', path.join(dir, 'gallery', `${name}.png`));
  const db = new DatabaseSync(path.join(dir, 'library.sqlite'));
  try {
    db.exec(`
      WITH RECURSIVE places (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM places WHERE n + 1 < ${count})
      INSERT INTO faces (id, from_kind, from_id, from_name, nimg, seed, idx, size, saved, created_at, rating)
        SELECT 'face-' || n, 'model', 'gone', 'Portraits', 1000, 1, n, 128, 1, '2026-01-01T00:00:00.000Z',
          iif(n % 10 = 9, 5, NULL) FROM places;
      INSERT INTO face_tags SELECT id, 'favourite' FROM faces WHERE rating = 5;`);
  } finally {
    db.close();
  }
}

/** Gives the only dataset of a library so many pictures, which share the files of those it has: importing them takes minutes. */
function multiplyItems(file: string, count: number): void {
  const db = new DatabaseSync(file);
  try {
    const columns = db.prepare('SELECT name FROM pragma_table_info(?)').all('dataset_items');
    const others = columns.flatMap(({ name }) => (name === 'idx' ? [] : [String(name)])).join(', ');
    db.exec(`
      WITH RECURSIVE copies (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n * ${faceCount} < ${count})
      INSERT INTO dataset_items (idx, ${others})
        SELECT idx + n * ${faceCount}, ${others} FROM copies, dataset_items WHERE idx + n * ${faceCount} < ${count};
      UPDATE datasets SET item_count = ${count},
        image_count = (SELECT count(*) FROM dataset_items WHERE is_used = 1),
        held_out_count = (SELECT count(*) FROM dataset_items WHERE is_used = 1 AND held_out = 1);`);
  } finally {
    db.close();
  }
}

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
