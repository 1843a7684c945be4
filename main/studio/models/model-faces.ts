import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelId } from '../../contract/ids.ts';
import { modelFaceCount } from '../../contract/models/models.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { exists } from '../../disk/if-there.ts';
import { temporaryPrefix } from '../../protocol/checkpoint-files.ts';
import type { DrawingProcess } from '../generators/drawing-process.ts';
import type { LibraryPaths } from '../library/paths.ts';
import { encodePictures } from '../pictures/picture-grid.ts';
import type { Models } from './models.ts';

/** The faces that stand for each model: drawn when they are first asked for, and kept beside it. */
export class ModelFaces {
  readonly #paths: LibraryPaths;
  readonly #models: Models;
  /** Of its own: the gallery's is for whoever waits there. */
  readonly #drawer: DrawingProcess;
  readonly #drawing = new Map<ModelId, Promise<void>>();
  /** One model after the other: each takes a process with its generator. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(paths: LibraryPaths, models: Models, drawer: DrawingProcess) {
    this.#paths = paths;
    this.#models = models;
    this.#drawer = drawer;
  }

  /** Undefined when there is no such model or face. */
  async file(id: ModelId, index: number): Promise<string | undefined> {
    if (index >= modelFaceCount || !this.#models.list().some((model) => model.id === id)) return undefined;
    const file = join(this.#paths.modelFaces(id), faceName(index));
    if (!(await exists(file))) await this.#draw(id);
    return file;
  }

  close(): void {
    this.#drawer.close();
  }

  /** All that ask meanwhile wait for the same pictures. */
  #draw(id: ModelId): Promise<void> {
    const under = this.#drawing.get(id);
    if (under !== undefined) return under;
    const drawn = this.#last.then(() => this.#drawNow(id)).finally(() => this.#drawing.delete(id));
    this.#drawing.set(id, drawn);
    this.#last = drawn.catch(() => undefined);
    return drawn;
  }

  async #drawNow(id: ModelId): Promise<void> {
    const { config, file } = this.#models.generator(id);
    const pngs = await encodePictures(await this.#drawer.generate({ config, file }, seed, modelFaceCount));
    this.#drawer.unload();
    const temporary = join(this.#paths.models, `${temporaryPrefix}faces-${id}`);
    try {
      await mkdir(temporary);
      await Promise.all(pngs.map((png, index) => writeFileAtomic(join(temporary, faceName(index)), png)));
      await rename(temporary, this.#paths.modelFaces(id));
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }
}

const seed = 42;

const faceName = (index: number) => `${String(index).padStart(2, '0')}.png`;
