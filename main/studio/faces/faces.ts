import { rm } from 'node:fs/promises';
import type { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import type {
  DrawInput,
  DrawOutput,
  Face,
  FaceOrigin,
  GenerateInput,
  KeepFacesInput,
  MakeAgainOutput,
} from '../../contract/faces/faces.ts';
import type { GeneratorRef } from '../../contract/generators.ts';
import { FaceId } from '../../contract/ids.ts';
import type { LatentRecipe, VectorPoint } from '../../contract/latents/recipe.ts';
import { latentSpaceOf } from '../../contract/latents/space.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import type { PixelBatch } from '../../protocol/pixels.ts';
import type { Logger } from '../base/log.ts';
import { newId } from '../base/new-id.ts';
import type { DrawingProcess } from '../generators/drawing-process.ts';
import type { GeneratorFile, GeneratorToDraw } from '../generators/generators.ts';
import { KeptGenerators } from '../generators/kept-generators.ts';
import { type Styles, toStyles, toVectorPoint } from '../generators/resolve-recipe.ts';
import type { Latents } from '../latents/latents.ts';
import type { OutgoingFace } from '../pictures/picture-files.ts';
import { encodePictures } from '../pictures/picture-grid.ts';
import type { StudioServices } from '../services/studio-services.ts';
import type { FaceStore } from './face-store.ts';
import { differenceFrom, generatorOf } from './make-again.ts';
import { type FileRow, outgoingFaces } from './outgoing-faces.ts';

export interface FacesOptions extends Pick<StudioServices, 'library' | 'events' | 'findGenerator'> {
  store: FaceStore;
  drawer: DrawingProcess;
  latents: Latents;
  /** The same for pictures of a moment, which a moving pointer asks for many times a second. */
  rememberedGenerator(ref: GeneratorRef): Promise<GeneratorFile>;
}

/** Generated faces and their files: drawn, kept, removed, brought back and made again. */
export class Faces {
  readonly #options: FacesOptions;
  readonly #kept: KeptGenerators;

  constructor(options: FacesOptions) {
    this.#options = options;
    this.#kept = new KeptGenerators(options.library.paths);
  }

  /** Draws faces for files, without putting them anywhere. */
  async drawOutgoing({ from, seed, count }: z.infer<typeof GenerateInput>): Promise<OutgoingFace[]> {
    const { findGenerator, drawer } = this.#options;
    const generator = await findGenerator(from);
    const pixels = await drawer.generate(generator, seed, count);
    const { name: fromName, hash: modelHash } = generator;
    return outgoingFaces(pixels, (index) => ({ fromName, modelHash, seed, index }));
  }

  /** The same of recipes, which may be the rows of a file. `onFace` is told how many are drawn. */
  async drawOutgoingRecipes(
    from: GeneratorRef,
    recipes: readonly LatentRecipe[],
    { rowOf, onFace }: { rowOf?: (index: number) => FileRow; onFace?: (done: number) => void } = {},
  ): Promise<OutgoingFace[]> {
    const generator = await this.#options.findGenerator(from);
    const { name: fromName, hash: modelHash } = generator;
    const faces: OutgoingFace[] = [];
    for (let start = 0; start < recipes.length; start += drawnAtOnce) {
      const part = recipes.slice(start, start + drawnAtOnce);
      const pixels = await this.#drawRecipes(generator, part);
      const describe = (i: number) => ({
        ...{ fromName, modelHash, index: 0, recipe: part[i] },
        ...(rowOf === undefined ? {} : { row: rowOf(start + i) }),
      });
      faces.push(...outgoingFaces(pixels, describe));
      onFace?.(faces.length);
    }
    return faces;
  }

  /** Draws recipes, without putting them anywhere. */
  async drawRecipes(from: GeneratorRef, recipes: readonly LatentRecipe[]): Promise<PixelBatch> {
    return this.#drawRecipes(await this.#options.rememberedGenerator(from), recipes);
  }

  /** The same as PNG files within the answer. */
  async preview({ from, recipes }: DrawInput): Promise<DrawOutput> {
    const pixels = await this.drawRecipes(from, recipes);
    return { pictures: (await encodePictures(pixels, quickPng)).map(toDataUrl), size: pixels.size };
  }

  /** Draws recipes into the gallery, each by itself, so that it can be made again by itself. */
  async keep({ from, recipes }: KeepFacesInput): Promise<Face[]> {
    const { findGenerator, events } = this.#options;
    const generator = await findGenerator(from);
    const faces = await this.#kept.whileDrawing(generator, () => this.#drawKept(generator, recipes));
    events.publish({ type: 'faces.changed' });
    return faces;
  }

  async generate({ from, seed, count }: z.infer<typeof GenerateInput>): Promise<Face[]> {
    const { findGenerator, drawer } = this.#options;
    const generator = await findGenerator(from);
    return this.#kept.whileDrawing(generator, async () => {
      const pixels = await drawer.generate(generator, seed, count);
      const pngs = await encodePictures(pixels);
      const createdAt = new Date().toISOString();
      const faces = pngs.map(
        (_, index): Face => ({ ...newFace(generator, createdAt, count), seed, index, saved: false }),
      );
      await this.#add(faces, pngs);
      return faces;
    });
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

  /** The same for all that was removed before the library was opened; a full disk must not keep it from being opened. */
  async deleteAllRemoved(log: Logger): Promise<void> {
    try {
      await this.deleteRemoved(new Date());
    } catch (error) {
      if (!(error instanceof StudioError && error.code === 'DISK_FULL')) throw error;
      log.warn('the disk is full: faces that were removed are deleted later');
    }
  }

  /** Draws a face from its recipe, all of its batch so that the numbers are the same, and compares it with its picture. */
  async makeAgain(id: FaceId): Promise<MakeAgainOutput> {
    const { library, store, drawer, findGenerator, events } = this.#options;
    const face = store.get(id);
    const generator = await generatorOf(face, this.#kept, findGenerator);
    const drawnTogether = face.origin?.drawnTogether ?? face.index + 1;
    const latent = store.latent(id);
    const pixels =
      latent === undefined
        ? await drawer.generate(generator, face.seed ?? 0, drawnTogether)
        : await this.#drawLatent(generator, latent);
    const png = (await encodePictures(pixels))[face.index];
    const file = library.paths.faceFile(id);
    const levels = await differenceFrom(file, png);
    if (levels === 0) return { outcome: 'identical' };
    if (levels === undefined) {
      await writeFileAtomic(file, png);
      events.publish({ type: 'faces.changed' });
      return { outcome: 'restored' };
    }
    const { rating: _, note: __, copyCheck: ___, ...drawnFrom } = face;
    const now: Face = {
      ...drawnFrom,
      id: FaceId.parse(newId('face')),
      saved: false,
      tags: [],
      createdAt: new Date().toISOString(),
    };
    await this.#add([now], [png], latent && [latent]);
    return { outcome: 'different', levels, face: now };
  }

  async #drawKept(generator: GeneratorFile, recipes: readonly LatentRecipe[]): Promise<Face[]> {
    const styles = recipes.map((recipe) => this.#options.latents.styles(generator, recipe));
    const space = latentSpaceOf(generator.config);
    const pngs: Buffer[] = [];
    for (const each of styles)
      pngs.push(...(await encodePictures(await this.#drawStyles(generator, [each]))));
    const createdAt = new Date().toISOString();
    const faces = recipes.map((recipe) => ({
      ...newFace(generator, createdAt, 1),
      index: 0,
      recipe,
      saved: true,
    }));
    await this.#add(
      faces,
      pngs,
      styles.map((each) => toVectorPoint(each, space)),
    );
    return faces;
  }

  #drawRecipes(
    generator: Pick<GeneratorFile, 'file' | 'config' | 'hash'>,
    recipes: readonly LatentRecipe[],
  ): Promise<PixelBatch> {
    const styles = recipes.map((recipe) => this.#options.latents.styles(generator, recipe));
    return this.#drawStyles(generator, styles);
  }

  #drawStyles(generator: GeneratorToDraw, styles: readonly Styles[]): Promise<PixelBatch> {
    const rows = Float32Array.from(styles.flat().flatMap((style) => Array.from(style)));
    return this.#options.drawer.draw(generator, rows);
  }

  #drawLatent(generator: GeneratorToDraw, latent: VectorPoint): Promise<PixelBatch> {
    return this.#drawStyles(generator, [toStyles(latent, latentSpaceOf(generator.config))]);
  }

  async #add(
    faces: readonly Face[],
    pngs: readonly Buffer[],
    latents?: readonly VectorPoint[],
  ): Promise<void> {
    const { library, store } = this.#options;
    await Promise.all(faces.map(({ id }, i) => writeFileAtomic(library.paths.faceFile(id), pngs[i])));
    store.add(faces, latents);
    const old = store.oldUnsaved(keptUnsaved);
    if (old.length > 0) await this.#delete(old);
  }

  async #delete(ids: readonly FaceId[]): Promise<void> {
    const { library, store } = this.#options;
    store.delete(ids);
    await Promise.all(ids.map((id) => rm(library.paths.faceFile(id), { force: true })));
    await this.#kept.tidy(() => store.generatorHashes());
  }
}

/** Unsaved faces that stay at hand; older ones go when new ones are generated. */
const keptUnsaved = 400;

/** Pictures of recipes that come in one message. */
const drawnAtOnce = 32;

/** For so long removed faces can be brought back. */
const keptRemovedMs = 3_600_000;

type Drawn = Omit<Face, 'seed' | 'index' | 'recipe' | 'saved'>;

/** What a face has from its generator. */
const newFace = (generator: GeneratorFile, createdAt: string, drawnTogether: number): Drawn => ({
  id: FaceId.parse(newId('face')),
  from: generator.from,
  fromName: generator.name,
  modelHash: generator.hash,
  nimg: generator.nimg,
  size: generator.config.resolution,
  createdAt,
  origin: originOf(generator, drawnTogether),
  tags: [],
});

/** Small files are not worth the time of a hand that waits. */
const quickPng = { compressionLevel: 1, adaptiveFiltering: false };

const toDataUrl = (png: Buffer) => `data:image/png;base64,${png.toString('base64')}`;

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
