import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { StudioError } from '../../contract/errors.ts';
import { DatasetId } from '../../contract/ids.ts';
import type { Progress } from '../../contract/system/jobs.ts';
import { makeOwnedFolder } from '../../disk/abandoned-folders.ts';
import { paintSampleFaces } from '../../sample-faces/paint-sample-faces.ts';
import { createLogger } from '../../studio/base/log.ts';
import { Doctor } from '../../studio/datasets/diagnosis/doctor.ts';
import { Draft } from '../../studio/datasets/import/draft.ts';
import { runImport } from '../../studio/datasets/import/import-job.ts';
import { walk } from '../../studio/datasets/sources/walk.ts';
import { openDatasetStores } from '../../studio/datasets/store/index.ts';
import { Jobs } from '../../studio/jobs/jobs.ts';
import { openLibrary } from '../../studio/library/library.ts';

export interface ImportRates {
  images: number;
  imagesPerSecond: number;
  /** Our rate over that of a loop that only decodes, crops, scales and encodes with sharp. */
  ratioToBareSharp: number;
}

const drawnFaces = 400;
const size = 256;
/** Each side takes its turn this often, so that a busy moment of the machine does not fall on one alone. */
const rounds = 2;

/** Imports a folder and runs a bare sharp loop over the same files, in turns, each on all cores. */
export async function measureImport(folder?: string): Promise<ImportRates> {
  const scratch = await makeOwnedFolder(tmpdir(), 'faceloom-bench-');
  try {
    const source = folder ?? dirname((await drawFaces(scratch))[0]);
    const { files } = await walk([source], AbortSignal.timeout(600_000));
    const paths = files.map(({ path }) => path);
    // Once before, so that both find the files in the system's cache.
    for (const path of paths) await readFile(path);
    let bareSeconds = 0;
    let importSeconds = 0;
    for (let round = 0; round < rounds; round++) {
      bareSeconds += await seconds(() => bareSharp(paths, scratch));
      importSeconds += await seconds(() => importOnce(source, join(scratch, `library-${round}`)));
    }
    return {
      images: paths.length,
      imagesPerSecond: (rounds * paths.length) / importSeconds,
      ratioToBareSharp: bareSeconds / importSeconds,
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Draws faces into a new folder as JPEG files; returns their paths. */
export async function drawFaces(scratch: string): Promise<string[]> {
  const folder = await mkdtemp(join(scratch, 'faces-'));
  const paths: string[] = [];
  for await (const { name, png } of paintSampleFaces({ count: drawnFaces, size: 300, seed: 1 })) {
    const path = join(folder, name.replace('.png', '.jpg'));
    await writeFile(path, await sharp(png).jpeg({ quality: 92 }).toBuffer());
    paths.push(path);
  }
  return paths;
}

async function bareSharp(paths: readonly string[], scratch: string): Promise<void> {
  const queue = paths.entries();
  const worker = async () => {
    for (const [index, path] of queue) {
      try {
        const png = await sharp(path)
          .resize(size, size, { fit: 'cover', kernel: 'lanczos3' })
          // As the import writes it, so that only what the import adds is measured.
          .png({ compressionLevel: 3, adaptiveFiltering: false })
          .toBuffer();
        await writeFile(join(scratch, `${index}.png`), png);
      } catch {
        // A file that sharp cannot read costs both sides the same.
      }
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker));
}

/** Imports a folder into a new library by centre crops, as a job; `onProgress` hears of every picture. */
export async function importOnce(
  source: string,
  libraryDir: string,
  onProgress: (done: number) => void = () => undefined,
): Promise<void> {
  const library = openLibrary(libraryDir);
  const log = createLogger(() => undefined);
  try {
    const stores = openDatasetStores(library);
    const doctor = new Doctor(library.db, stores);
    const draft = await Draft.create(library, {
      datasetId: DatasetId.parse('bench'),
      isNew: true,
      name: 'bench',
      paths: [source],
      sources: [source],
      size,
      colour: 'auto',
      faces: 'centre',
    });
    const openPool = () => {
      throw new Error('a centre crop needs no faces');
    };
    const jobs = new Jobs(log);
    const job = jobs.start({ kind: 'import', title: 'bench' }, (context) => {
      const report = (progress: Progress) => {
        onProgress(progress.done);
        context.report(progress);
      };
      return runImport({ library, stores, doctor, log, openPool }, draft, { ...context, report });
    });
    const { error } = await jobs.whenEnded(job.id);
    if (error) throw StudioError.fromReport(error);
  } finally {
    library.close();
  }
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await work();
  return (performance.now() - startMs) / 1000;
}
