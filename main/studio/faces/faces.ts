import { rm } from 'node:fs/promises';
import type { z } from 'zod';
import type { PixelBatch } from '../../compute/protocol.ts';
import type { ExportFacesInput, Face, GenerateInput, GeneratorRef } from '../../contract/faces.ts';
import { FaceId } from '../../contract/ids.ts';
import type { SystemEvent } from '../../contract/system.ts';
import type { EventBus } from '../events.ts';
import type { ExportedFiles } from '../exports/export-folder.ts';
import type { GeneratorFile } from '../generators.ts';
import { writeFileAtomic } from '../library/atomic-file.ts';
import type { Library } from '../library/library.ts';
import { newId } from '../new-id.ts';
import { exportFaces } from './export-faces.ts';
import { FaceStore } from './face-store.ts';
import { encodePictures } from './picture-grid.ts';
import type { Sampler } from './sampler.ts';

/** Unsaved faces that stay at hand; older ones go when new ones are generated. */
const keptUnsaved = 400;

/** Generated faces: unsaved ones of the last generations, and the gallery of saved ones. */
export class Faces {
  readonly #library: Library;
  readonly #store: FaceStore;
  readonly #sampler: Sampler;
  readonly #events: EventBus<SystemEvent>;
  readonly #findGenerator: (ref: GeneratorRef) => Promise<GeneratorFile>;

  constructor(
    library: Library,
    sampler: Sampler,
    events: EventBus<SystemEvent>,
    findGenerator: (ref: GeneratorRef) => Promise<GeneratorFile>,
  ) {
    this.#library = library;
    this.#store = new FaceStore(library.db);
    this.#sampler = sampler;
    this.#events = events;
    this.#findGenerator = findGenerator;
  }

  /** Draws pictures without putting them anywhere, for the command line. */
  async draw({ from, seed, count }: z.infer<typeof GenerateInput>): Promise<PixelBatch> {
    return this.#sampler.draw(await this.#findGenerator(from), seed, count);
  }

  async generate({ from, seed, count }: z.infer<typeof GenerateInput>): Promise<Face[]> {
    const generator = await this.#findGenerator(from);
    const pixels = await this.#sampler.draw(generator, seed, count);
    const pngs = await encodePictures(pixels);
    const createdAt = new Date().toISOString();
    const faces = pngs.map(
      (_, index): Face => ({
        id: FaceId.parse(newId('face')),
        from,
        fromName: generator.name,
        modelHash: generator.hash,
        nimg: generator.nimg,
        seed,
        index,
        size: pixels.size,
        saved: false,
        createdAt,
      }),
    );
    await Promise.all(
      faces.map((face, i) => writeFileAtomic(this.#library.paths.faceFile(face.id), pngs[i])),
    );
    this.#store.add(faces);
    await this.#removeFiles(this.#store.oldUnsaved(keptUnsaved));
    return faces;
  }

  saved(offset: number, limit: number): { faces: Face[]; total: number } {
    return this.#store.saved(offset, limit);
  }

  save(ids: readonly FaceId[]): void {
    for (const id of ids) this.#store.get(id);
    this.#store.setSaved(ids);
    this.#events.publish({ type: 'faces.changed' });
  }

  async remove(ids: readonly FaceId[]): Promise<void> {
    await this.#removeFiles(ids);
    this.#events.publish({ type: 'faces.changed' });
  }

  /** Into the given folder, or into one that a browser fetches from. */
  export(input: ExportFacesInput): Promise<ExportedFiles> {
    const faces = input.faceIds.map((id) => this.#store.get(id));
    return exportFaces(this.#library.paths, faces, input);
  }

  async #removeFiles(ids: readonly FaceId[]): Promise<void> {
    this.#store.remove(ids);
    await Promise.all(ids.map((id) => rm(this.#library.paths.faceFile(id), { force: true })));
  }
}
