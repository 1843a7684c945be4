import { rm } from 'node:fs/promises';
import type { z } from 'zod';
import type { PixelBatch } from '../../compute/protocol.ts';
import type {
  ExportFacesInput,
  Face,
  FaceOrigin,
  GenerateInput,
  GeneratorRef,
  MakeAgainOutput,
} from '../../contract/faces.ts';
import { FaceId } from '../../contract/ids.ts';
import type { SystemEvent } from '../../contract/system.ts';
import type { EventBus } from '../events.ts';
import type { ExportedFiles } from '../exports/export-folder.ts';
import type { GeneratorFile } from '../generators.ts';
import { writeFileAtomic } from '../library/atomic-file.ts';
import type { Library } from '../library/library.ts';
import { newId } from '../new-id.ts';
import { exportFaces } from './export-faces.ts';
import type { FaceStore } from './face-store.ts';
import { KeptGenerators } from './kept-generators.ts';
import { differenceFrom, generatorOf } from './make-again.ts';
import { encodePictures } from './picture-grid.ts';
import type { Sampler } from './sampler.ts';

/** Unsaved faces that stay at hand; older ones go when new ones are generated. */
const keptUnsaved = 400;

/** For so long removed faces can be brought back. */
const keptRemovedMs = 3_600_000;

export interface FacesOptions {
  library: Library;
  store: FaceStore;
  sampler: Sampler;
  events: EventBus<SystemEvent>;
  findGenerator(ref: GeneratorRef): Promise<GeneratorFile>;
}

/** Generated faces and their files: drawn, kept, removed, brought back and made again. */
export class Faces {
  readonly #options: FacesOptions;
  readonly #kept: KeptGenerators;

  constructor(options: FacesOptions) {
    this.#options = options;
    this.#kept = new KeptGenerators(options.library.paths);
  }

  /** Draws pictures without putting them anywhere, for the command line. */
  async draw({ from, seed, count }: z.infer<typeof GenerateInput>): Promise<PixelBatch> {
    return this.#options.sampler.draw(await this.#options.findGenerator(from), seed, count);
  }

  async generate({ from, seed, count }: z.infer<typeof GenerateInput>): Promise<Face[]> {
    const { findGenerator, sampler } = this.#options;
    const generator = await findGenerator(from);
    await this.#kept.keep(generator);
    const pixels = await sampler.draw(generator, seed, count);
    const pngs = await encodePictures(pixels);
    const createdAt = new Date().toISOString();
    const origin = originOf(generator, count);
    const faces = pngs.map(
      (_, index): Face => ({
        id: FaceId.parse(newId('face')),
        from: generator.from,
        fromName: generator.name,
        modelHash: generator.hash,
        nimg: generator.nimg,
        seed,
        index,
        size: pixels.size,
        saved: false,
        createdAt,
        origin,
        tags: [],
      }),
    );
    await this.#add(faces, pngs);
    return faces;
  }

  save(ids: readonly FaceId[]): void {
    this.#options.store.assertThere(ids);
    this.#options.store.setSaved(ids);
    this.#options.events.publish({ type: 'faces.changed' });
  }

  async remove(ids: readonly FaceId[]): Promise<void> {
    const { store, events } = this.#options;
    store.setRemoved(ids, new Date().toISOString());
    events.publish({ type: 'faces.changed' });
    await this.deleteRemoved(new Date(Date.now() - keptRemovedMs));
  }

  /** Throws when one of them was deleted meanwhile. */
  restore(ids: readonly FaceId[]): void {
    const { store, events } = this.#options;
    store.setRemoved(ids, null);
    store.assertThere(ids);
    events.publish({ type: 'faces.changed' });
  }

  /** Deletes for good what was removed before a moment. */
  async deleteRemoved(before: Date): Promise<void> {
    const ids = this.#options.store.removedBefore(before.toISOString());
    if (ids.length > 0) await this.#delete(ids);
  }

  /** Draws a face from its recipe, all of its batch so that the numbers are the same, and compares it with its picture. */
  async makeAgain(id: FaceId): Promise<MakeAgainOutput> {
    const { library, store, sampler, findGenerator, events } = this.#options;
    const face = store.get(id);
    const generator = await generatorOf(face, this.#kept, findGenerator);
    const drawnTogether = face.origin?.drawnTogether ?? face.index + 1;
    const pixels = await sampler.draw(generator, face.seed, drawnTogether);
    const png = (await encodePictures(pixels))[face.index];
    const file = library.paths.faceFile(id);
    const levels = await differenceFrom(file, png);
    if (levels === 0) return { outcome: 'identical' };
    if (levels === undefined) {
      await writeFileAtomic(file, png);
      events.publish({ type: 'faces.changed' });
      return { outcome: 'restored' };
    }
    const { rating: _, note: __, ...drawnFrom } = face;
    const now: Face = {
      ...drawnFrom,
      id: FaceId.parse(newId('face')),
      saved: false,
      tags: [],
      createdAt: new Date().toISOString(),
    };
    await this.#add([now], [png]);
    return { outcome: 'different', levels, face: now };
  }

  /** Into the given folder, or into one that a browser fetches from. */
  export(input: ExportFacesInput): Promise<ExportedFiles> {
    return exportFaces(this.#options.library.paths, this.#options.store.getAll(input.faceIds), input);
  }

  async #add(faces: readonly Face[], pngs: readonly Buffer[]): Promise<void> {
    const { library, store } = this.#options;
    await Promise.all(faces.map(({ id }, i) => writeFileAtomic(library.paths.faceFile(id), pngs[i])));
    store.add(faces);
    const old = store.oldUnsaved(keptUnsaved);
    if (old.length > 0) await this.#delete(old);
  }

  async #delete(ids: readonly FaceId[]): Promise<void> {
    const { library, store } = this.#options;
    store.delete(ids);
    await Promise.all(ids.map((id) => rm(library.paths.faceFile(id), { force: true })));
    await this.#kept.tidy(store.generatorHashes());
  }
}

/** Where faces that a generator draws come from. */
function originOf(generator: GeneratorFile, drawnTogether: number): FaceOrigin {
  const { config, training, datasetName, datasetId, provenance } = generator;
  return {
    drawnTogether,
    preset: training?.preset,
    channels: config.channels,
    datasetName,
    ...(datasetId === undefined ? {} : { datasetId }),
    ...(provenance === undefined ? {} : { setHash: provenance.setHash }),
  };
}
