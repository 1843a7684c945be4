import { readFile, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import sharp from 'sharp';
import type { Sheet } from '../../contract/compare/compare.ts';
import { SheetId } from '../../contract/ids.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { changedMs, namesIn, touchIfThere } from '../../disk/if-there.ts';
import { sha256 } from '../../protocol/sha256.ts';
import type { DrawingProcess } from '../generators/drawing-process.ts';
import type { GeneratorFile } from '../generators/generators.ts';
import type { LibraryPaths } from '../library/paths.ts';
import { encodeGrid, squareColumns } from '../pictures/picture-grid.ts';

type Drawn = Pick<GeneratorFile, 'file' | 'config' | 'hash'>;

/** Faces of fixed latents by one generator after the other: drawn once, and kept while there is room. */
export class Sheets {
  readonly #paths: LibraryPaths;
  readonly #drawer: Pick<DrawingProcess, 'generate'>;

  constructor(paths: LibraryPaths, drawer: Pick<DrawingProcess, 'generate'>) {
    this.#paths = paths;
    this.#drawer = drawer;
  }

  /** Latents `0 … count−1` of the seed. The name holds the weights, so what they draw never changes under it. */
  async draw(generator: Drawn, seed: number, count: number): Promise<Sheet> {
    const { architecture, resolution: size, channels } = generator.config;
    const what = [generator.hash, architecture, size, channels, seed, count].join(' ');
    const id = SheetId.parse(sha256(what).slice(0, 32));
    const columns = squareColumns(count);
    const file = this.#paths.sheetFile(id);
    if (!(await touchIfThere(file))) {
      const { png } = await encodeGrid(await this.#drawer.generate(generator, seed, count), columns);
      await writeFileAtomic(file, png);
      await this.#tidy();
    }
    return { id, count, columns, size };
  }

  read(id: SheetId): Promise<Buffer> {
    return readFile(this.#paths.sheetFile(id));
  }

  /** The pixels of each face, red, green and blue, at `side` pixels; enlarged by repeating them. */
  async faces({ id, count, columns, size }: Sheet, side = size): Promise<Buffer[]> {
    const kernel = side < size ? 'lanczos3' : 'nearest';
    const sheet = await sharp(await this.read(id))
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return Promise.all(
      Array.from({ length: count }, (_, index) => {
        const left = (index % columns) * size;
        const top = Math.floor(index / columns) * size;
        const { width, height, channels } = sheet.info;
        const face = sharp(sheet.data, { raw: { width, height, channels } });
        const cut = face.extract({ left, top, width: size, height: size });
        return cut.resize(side, side, { kernel }).toColourspace('srgb').removeAlpha().raw().toBuffer();
      }),
    );
  }

  async #tidy(): Promise<void> {
    const { sheets, sheetFile } = this.#paths;
    const ids = (await namesIn(sheets)).flatMap(
      (name) => SheetId.safeParse(basename(name, '.png')).data ?? [],
    );
    if (ids.length <= kept) return;
    const files = await Promise.all(
      // One that another drawing has just removed counts as the oldest.
      ids.map(async (id) => ({ file: sheetFile(id), usedMs: (await changedMs(sheetFile(id))) ?? 0 })),
    );
    const old = files.sort((a, b) => b.usedMs - a.usedMs).slice(kept);
    await Promise.all(old.map(({ file }) => rm(file, { force: true })));
  }
}

/** Sheets that are kept; those that were looked at longest ago go first. */
const kept = 400;
