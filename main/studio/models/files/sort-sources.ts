import { opendir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import yauzl from 'yauzl';
import { formatCatalogue, tellsModel } from '../../../contract/models/model-files.ts';
import { claimsPicture } from '../../datasets/sources/file-kinds.ts';
import { ignoreReason } from '../../datasets/sources/ignore-rules.ts';
import { marksLibrary } from '../../datasets/sources/library-files.ts';
import { isZip, modelFile } from './source-files.ts';

/** Opened or dropped paths by what is made of them. */
export interface SortedSources {
  /** Each is one model: what it is told by, then loose files that belong to it. */
  models: string[][];
  /** Everything else, which together becomes a dataset. */
  pictures: string[];
}

/**
 * Tells models from pictures by the names of files, also of those in folders and archives. What cannot be read counts as
 * pictures, whose import says what is wrong with it.
 */
export async function sortSources(paths: readonly string[]): Promise<SortedSources> {
  const models: string[][] = [];
  const pictures: string[] = [];
  /** Files beside each other that belong to a model, such as its weights. */
  const parts: string[] = [];
  for (const path of paths) {
    const holding = await holdingAt(path);
    if (holding === 'model') models.push([path]);
    else if (holding === 'part') parts.push(path);
    else pictures.push(path);
  }
  for (const part of parts) {
    const model = models.find(([told = '']) => dirname(told) === dirname(part));
    if (model !== undefined) model.push(part);
    // The import of a model says more of such a file than that of pictures.
    else if (pictures.length === 0) models.push([part]);
    else pictures.push(part);
  }
  return { models, pictures };
}

type Holding = 'model' | 'part' | 'pictures';

async function holdingAt(path: string): Promise<Holding> {
  const name = basename(path);
  try {
    if ((await stat(path)).isDirectory()) return await holdingOf(namesInFolder(path), name);
    if (tellsModel(name)) return 'model';
    if (modelFile.test(name)) return 'part';
    if (!claimsPicture(name) && (await isZip(path))) return await holdingOf(namesInZip(path), name);
  } catch {
    // Gone, locked or damaged: the name has to do.
    if (tellsModel(name)) return 'model';
  }
  return 'pictures';
}

/** Most names that are looked at: no model has as many. */
const mostNames = 20_000;
/** Fewer pictures beside a model are samples of it, since nobody trains on so few. */
const fewestPictures = 16;

/** A model where there is the sign of one, and no more pictures than show what it draws. */
async function holdingOf(names: AsyncIterable<string>, root: string): Promise<Holding> {
  let pictureCount = 0;
  let looked = 0;
  let hasModel = false;
  let hasPage = false;
  for await (const name of names) {
    looked += 1;
    if (looked > mostNames) return 'pictures';
    // Of a library the import of pictures says what it is.
    if (marksLibrary(name)) return 'pictures';
    if (ignoreReason([root, ...name.split('/')]) !== undefined) continue;
    if (claimsPicture(name)) pictureCount += 1;
    if (pictureCount >= fewestPictures) return 'pictures';
    if (formatCatalogue.html.sign.test(name)) hasPage = true;
    else if (tellsModel(name)) hasModel = true;
  }
  // Albums of photos have web pages too.
  return hasModel || (hasPage && pictureCount === 0) ? 'model' : 'pictures';
}

async function* namesInFolder(folder: string): AsyncGenerator<string> {
  for await (const entry of await opendir(folder, { recursive: true }))
    if (entry.isFile()) yield relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
}

/** Names alone are read, so that nothing is unpacked. */
async function* namesInZip(archive: string): AsyncGenerator<string> {
  const zip = await yauzl.openPromise(archive, { autoClose: false, decodeStrings: false });
  try {
    for await (const { fileNameRaw } of zip.eachEntry())
      yield fileNameRaw.toString('latin1').replaceAll('\\', '/');
  } finally {
    zip.close();
  }
}
