import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { assert, beforeEach, describe, expect, it } from 'vitest';
import { fromBuffer } from 'yauzl';
import type { Face } from '../../contract/faces/faces.ts';
import { ExportFacesInput, PictureFormat, pictureFormats } from '../../contract/faces/picture-export.ts';
import { digitalSourceType } from '../../contract/faces/synthetic-mark.ts';
import { FaceId, RunId } from '../../contract/ids.ts';
import { seedRecipe } from '../../contract/latents/recipe.ts';
import { createLogger } from '../base/log.ts';
import { Jobs } from '../jobs/jobs.ts';
import { openLibrary } from '../library/library.ts';
import { writePictures } from '../pictures/write-pictures.ts';
import { TargetFolder } from '../target-folders/target-folder.ts';
import { hasExiftool, readTags, withoutExiftool } from '../testing/exiftool.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { FaceExports } from './face-exports.ts';
import { FaceStore } from './face-store.ts';
import { outgoingFaces } from './outgoing-faces.ts';

const path = tempFolderPerTest();
const modelHash = 'ab'.repeat(32);
const colours = ['#e02010', '#2040d0', '#30b040'];

async function openGallery() {
  const library = openLibrary(path('library'));
  const jobs = new Jobs(createLogger(() => undefined));
  const store = new FaceStore(library.db);
  const exports = new FaceExports({ library, store, jobs, version: '9.8.7' });
  const faces = colours.map(
    (_, index): Face => ({
      id: FaceId.parse(`face-${index}`),
      from: { kind: 'run', id: RunId.parse('r') },
      fromName: 'Ünsere / Faces: “A” <&>',
      modelHash,
      nimg: 0,
      seed: 42,
      index,
      size: 8,
      saved: true,
      tags: [],
      createdAt: '2026-01-02T03:04:05.000Z',
    }),
  );
  store.add(faces);
  for (const [index, background] of colours.entries()) {
    const create = { width: 8, height: 8, channels: 3, background } as const;
    await sharp({ create }).png().toFile(library.paths.faceFile(faces[index].id));
  }
  const run = async (input: Partial<ExportFacesInput>) => {
    const job = await exports.start(ExportFacesInput.parse({ faceIds: faces.map(({ id }) => id), ...input }));
    return jobs.whenEnded(job.id);
  };
  const filesOf = async (input: Partial<ExportFacesInput>) => {
    const { result, error } = await run(input);
    expect(error).toBeUndefined();
    assert(result?.kind === 'export');
    return result;
  };
  return { library, jobs, exports, faces, run, filesOf };
}

let gallery: Awaited<ReturnType<typeof openGallery>>;
beforeEach(async () => {
  gallery = await openGallery();
  return () => gallery.library.close();
});

/** Files of an archive by name, read by another library than the one that wrote them. */
const unzip = (bytes: Buffer): Promise<Map<string, Buffer>> =>
  new Promise((resolve, reject) => {
    const files = new Map<string, Buffer>();
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on('end', () => resolve(files)).on('error', reject);
      zip.on('entry', (entry) =>
        zip.openReadStream(entry, async (failure, stream) => {
          if (failure) return reject(failure);
          files.set(entry.fileName, Buffer.concat(await stream.toArray()));
          zip.readEntry();
        }),
      );
      zip.readEntry();
    });
  });

describe('faces as files', () => {
  it('have names that say what they are, and replace nothing', async () => {
    const directory = path('out', 'new');
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'Ünsere-Faces-A-s42-0000.png'), 'mine');
    const { files } = await gallery.filesOf({ directory, scale: 2 });
    expect(files.map((file) => basename(file))).toEqual([
      'Ünsere-Faces-A-s42-0000 (2).png',
      'Ünsere-Faces-A-s42-0001.png',
      'Ünsere-Faces-A-s42-0002.png',
    ]);
    expect(readFileSync(join(directory, 'Ünsere-Faces-A-s42-0000.png'), 'utf8')).toBe('mine');
    expect(readdirSync(directory)).toHaveLength(4);
    expect(await sharp(files[0]).metadata()).toMatchObject({ width: 16, height: 16 });
  });

  it('are one archive or one sheet for a browser', async () => {
    const { files, downloadId } = await gallery.filesOf({ layout: 'zip', format: 'webp' });
    assert(downloadId !== undefined);
    const archive = join(gallery.library.paths.downloadDir(downloadId), files[0]);
    const unzipped = await unzip(readFileSync(archive));
    expect([...unzipped.keys()]).toEqual([0, 1, 2].map((index) => `Ünsere-Faces-A-s42-000${index}.webp`));
    for (const [index, bytes] of [...unzipped.values()].entries()) {
      const { dominant } = await sharp(bytes).stats();
      const wanted = Number.parseInt(colours[index].slice(1, 3), 16);
      expect(Math.abs(dominant.r - wanted)).toBeLessThan(16);
    }
    const sheet = await gallery.filesOf({ layout: 'sheet', columns: 2, gap: 1, scale: 2 });
    const place = gallery.library.paths.downloadDir(sheet.downloadId ?? downloadId);
    expect(await sharp(join(place, sheet.files[0])).metadata()).toMatchObject({ width: 35, height: 35 });
  });
});

describe.runIf(hasExiftool)(`the mark, read by exiftool${withoutExiftool}`, () => {
  it.each(PictureFormat.options)('is in every %s', async (format) => {
    const { files } = await gallery.filesOf({ format, directory: path('out') });
    expect(files[1]).toMatch(new RegExp(`\\.${pictureFormats[format].extensions[0]}$`));
    expect(readTags(files[1])).toMatchObject({
      DigitalSourceType: digitalSourceType,
      AISystemUsed: 'Faceloom',
      CreatorTool: 'Faceloom 9.8.7',
      ModelSHA256: modelHash,
      ModelName: 'Ünsere / Faces: “A” <&>',
      Latent: 'seed 42, index 1',
      Description: expect.stringContaining('Synthetic'),
    });
  });

  it.each(PictureFormat.options)('names all faces of a sheet in %s', async (format) => {
    const [face] = gallery.faces;
    const recipe = { ...seedRecipe(7, 0), truncation: 0.5 };
    const { seed: _, ...rest } = face;
    new FaceStore(gallery.library.db).add([{ ...rest, id: FaceId.parse('other'), index: 0, recipe }]);
    const from = gallery.library.paths.faceFile(face.id);
    writeFileSync(gallery.library.paths.faceFile(FaceId.parse('other')), readFileSync(from));
    const faceIds = [...gallery.faces.map(({ id }) => id), FaceId.parse('other')];
    const { files } = await gallery.filesOf({ faceIds, format, layout: 'sheet', directory: path('out') });
    expect(readTags(files[0])).toMatchObject({
      DigitalSourceType: digitalSourceType,
      Latent: ['seed 42, index 0-2', `recipe ${JSON.stringify(recipe)}`],
    });
  });

  it.each(PictureFormat.options)('is left out of %s when that was chosen', async (format) => {
    const { files } = await gallery.filesOf({ format, isMarked: false, directory: path('out') });
    const tags = Object.keys(readTags(files[0]));
    expect(tags).toContain('ImageWidth');
    expect(tags.filter((tag) => /SourceType|Creator|System|Model|Latent|XMP|Description/.test(tag))).toEqual(
      [],
    );
  });
});

describe('an export that fails', () => {
  it('leaves nothing, not even the folder that was made for it, when a picture is gone or damaged', async () => {
    for (const spoil of [rmSync, (file: string) => writeFileSync(file, 'no picture')]) {
      spoil(gallery.library.paths.faceFile(gallery.faces[2].id));
      for (const layout of ['files', 'zip', 'sheet'] as const) {
        const { state, error } = await gallery.run({ layout, directory: path('made') });
        expect([state, error?.code]).toEqual(['failed', 'FACE_NOT_FOUND']);
        expect(error?.message).toContain('42 / 2');
        expect(existsSync(path('made'))).toBe(false);
      }
    }
  });

  it('leaves nothing when it is cancelled', async () => {
    for (const layout of ['files', 'zip', 'sheet'] as const) {
      mkdirSync(path(layout));
      const faceIds = Array(200).fill(gallery.faces[0].id);
      const directory = path(layout);
      const job = await gallery.exports.start(ExportFacesInput.parse({ faceIds, layout, directory }));
      gallery.jobs.cancel(job.id);
      expect((await gallery.jobs.whenEnded(job.id)).state).toBe('cancelled');
      expect(readdirSync(directory)).toEqual([]);
    }
  });

  it('says so when its folder vanishes, and does not make it again', async () => {
    const pixels = { count: 3, size: 4, channels: 1 as const, data: new Uint8Array(48) };
    const [first, second] = outgoingFaces(pixels, (index) => ({ fromName: 'r', seed: 1, index }));
    const vanishing = {
      ...second,
      async read() {
        rmSync(path('gone'), { recursive: true });
        return second.read();
      },
    };
    for (const layout of ['files', 'zip', 'sheet'] as const) {
      const target = await TargetFolder.open(path('gone'));
      const choices = { ...ExportFacesInput.omit({ faceIds: true }).parse({ layout }), version: '1' };
      await expect(
        writePictures(target, [first, vanishing], choices).then(() => target.settle()),
      ).rejects.toMatchObject({ code: 'PATH_NOT_FOUND', data: { subject: path('gone') } });
      await target.discard();
      expect(existsSync(path('gone'))).toBe(false);
    }
  });

  it('says so when the disk is full, and keeps nothing half-written', async () => {
    const target = await TargetFolder.open(path('full'));
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    const openFull = async (file: string) => {
      writeFileSync(file, 'half');
      return {
        writeFile: () => Promise.reject(full),
        sync: async () => undefined,
        close: async () => undefined,
      };
    };
    await expect(target.write('face.png', 'whole', openFull)).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(readdirSync(target.working)).toEqual([]);
  });

  it('refuses wrong folders, unknown faces and sheets that are too large at once', async () => {
    writeFileSync(path('file'), 'x');
    await expect(gallery.run({ directory: path('file') })).rejects.toMatchObject({ code: 'PATH_UNREADABLE' });
    await expect(gallery.run({ directory: 'out' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const faceIds = [FaceId.parse('absent')];
    await expect(gallery.run({ faceIds })).rejects.toMatchObject({ code: 'FACE_NOT_FOUND' });
    const tooLarge = {
      faceIds: Array(400).fill(gallery.faces[0].id),
      layout: 'sheet',
      columns: 1,
      gap: 99,
    } as const;
    await expect(gallery.run({ ...tooLarge, directory: path('big') })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(existsSync(path('big'))).toBe(false);
  });

  it.runIf(existsSync('/sys/kernel'))('refuses a folder that may not be written (needs /sys)', async () => {
    await expect(gallery.run({ directory: '/sys/kernel' })).rejects.toMatchObject({
      code: 'PATH_UNREADABLE',
    });
  });
});
