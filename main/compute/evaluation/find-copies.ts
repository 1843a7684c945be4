import sharp from 'sharp';
import type { EngineId } from '../../contract/engines.ts';
import type { Channels } from '../../contract/pictures.ts';
import type { FindCopiesTask, FoundNearest } from '../../protocol/evaluate.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import type { PixelBatch } from '../../protocol/pixels.ts';
import { loadFaceNetwork } from '../metrics/embeddings/face-network.ts';
import { type Features, joinRows, takeRows } from '../metrics/features.ts';
import { against, copyVerdict, worstVerdict } from '../metrics/near-copy.ts';
import { nearestTwo } from '../metrics/nearest.ts';
import { resizePictures, resizer } from '../metrics/resize.ts';
import { PixelSource } from '../training/data/data.ts';
import { openKeptFeatures } from './kept-features.ts';
import { knownCount, nearestKnown } from './nearest-known.ts';
import { joinPictures } from './picture-rows.ts';
import { chooseReals, mostQueries, type RealSets } from './real-sets.ts';

type Found = Extract<FromCompute, { type: 'found-copies' }>;
type Report = (done: number, total: number, note: string) => void;
/** A picture's nearest training picture by one measure. */
type Measured = Pick<FoundNearest, 'row' | 'distance'>;

/** For each picture file the training picture nearest to it, by pixels and, where that is cheap, by the person in it. */
export async function findCopies(
  task: FindCopiesTask,
  engine: EngineId,
  send: (message: FromCompute) => void,
): Promise<Found> {
  const report: Report = (done, total, note) =>
    send({ type: 'working', done, total, unit: 'pictures', note });
  const source = new PixelSource(task.pixelsFile);
  try {
    const { channels } = source.header;
    const thumbnails = await readPictures(task.files, comparedSide, channels, (done) =>
      report(done, task.files.length, 'Reading faces'),
    );
    const readable = [...thumbnails.keys()].filter((i) => thumbnails[i] !== undefined);
    const answer = (found: readonly (FoundNearest | undefined)[]): Found => ({
      type: 'found-copies',
      looked: knownCount(source),
      heldOut: heldOutRows(source).length,
      found: thumbnails.map((_, i) => found[readable.indexOf(i)] ?? null),
    });
    if (readable.length === 0) return answer([]);
    const byPixels = await measurePixels(
      source,
      joinPictures(thumbnails.filter((picture) => picture !== undefined)),
      report,
    );
    const files = readable.map((i) => task.files[i]);
    const byPeople = task.hasFaces ? await measurePeople(source, files, task, engine, report) : undefined;
    return answer(readable.map((_, i) => nearestOf(byPixels, byPeople, i)));
  } finally {
    source.close();
  }
}

const comparedSide = 32;

/** What one measure says of the pictures, and of unseen ones. */
interface Measure {
  pictures: Measured[];
  unseen: number[];
}

function nearestOf(byPixels: Measure, byPeople: Measure | undefined, i: number): FoundNearest {
  const [pixels, people] = [byPixels, byPeople].map((measure) => {
    if (measure === undefined) return undefined;
    const { row, distance } = measure.pictures[i];
    const compared = against(distance, measure.unseen);
    return { row, distance, compared, verdict: copyVerdict(distance, compared) };
  });
  if (pixels === undefined) throw new Error('pixels are always measured');
  const verdict = worstVerdict([pixels, people].flatMap((each) => each?.verdict ?? []));
  const isPerson = people !== undefined && people.verdict === verdict && pixels.verdict !== verdict;
  const { verdict: _, ...nearest } = isPerson ? people : pixels;
  return { ...nearest, verdict, by: isPerson ? 'person' : 'pixels' };
}

async function measurePixels(source: PixelSource, pictures: PixelBatch, report: Report): Promise<Measure> {
  const rows = heldOutRows(source);
  const heldOut =
    rows.length === 0 ? [] : [await resizePictures(source.batch(rows), comparedSide, source.header.channels)];
  const nearest = await nearestKnown(source, joinPictures([pictures, ...heldOut]), (done, total) =>
    report(done, total, 'Comparing with training pictures'),
  );
  const measured = nearest.map(({ rows: [row], distances: [distance] }) => ({ row, distance }));
  return {
    pictures: measured.slice(0, pictures.count),
    unseen: measured.slice(pictures.count).map(({ distance }) => distance),
  };
}

/** Reals that the face network looks at when no evaluation has kept its answers: half a minute on two cores. */
const mostUnkept = 300;
/** The count of an evaluation that nobody chose, whose answers are likely to be kept. */
const evaluationCount = 1000;
const blockSize = 100;

/** Undefined where the face network would have to look at too many real pictures first. */
async function measurePeople(
  source: PixelSource,
  files: readonly string[],
  { pixelsFile }: FindCopiesTask,
  engine: EngineId,
  report: Report,
): Promise<Measure | undefined> {
  const sets = chooseReals(source, evaluationCount);
  const kept = openKeptFeatures(pixelsFile, 'face').take('reals', sets.rows);
  if (kept === undefined && sets.rows.length > mostUnkept) return undefined;
  const network = await loadFaceNetwork(engine);
  const note = 'Comparing people';
  try {
    const total = files.length + (kept === undefined ? sets.rows.length : 0);
    const reals = kept ?? (await network.embed(source.batch(sets.rows), (done) => report(done, total, note)));
    const before = total - files.length;
    const parts: Features[] = [];
    const { size, channels } = source.header;
    for (let start = 0; start < files.length; start += blockSize) {
      const pictures = await readPictures(files.slice(start, start + blockSize), size, channels);
      const block = joinPictures(pictures.filter((picture) => picture !== undefined));
      parts.push(await network.embed(block, (done) => report(before + start + done, total, note)));
    }
    return nearestPeople(joinRows(parts), reals, sets);
  } finally {
    network.dispose();
  }
}

function nearestPeople(pictures: Features, reals: Features, sets: RealSets): Measure {
  const known = takeRows(reals, sets.known);
  const nearest = (queries: Features): Measured[] =>
    nearestTwo(queries, known).map(({ rows: [place], distances: [distance] }) => ({
      row: sets.rows[sets.known[place]],
      distance,
    }));
  return {
    pictures: nearest(pictures),
    unseen:
      sets.heldOut.length === 0 ? [] : nearest(takeRows(reals, sets.heldOut)).map(({ distance }) => distance),
  };
}

/** Held-out rows that are compared with, evenly spread over many. */
function heldOutRows({ header: { heldOut }, trainedCount }: PixelSource): number[] {
  const count = Math.min(heldOut, mostQueries);
  return Array.from({ length: count }, (_, i) => trainedCount + Math.floor((i * heldOut) / count));
}

/** Each file as a batch of one; undefined for what is gone or damaged. */
async function readPictures(
  files: readonly string[],
  size: number,
  channels: Channels,
  onProgress: (done: number) => void = () => undefined,
): Promise<(PixelBatch | undefined)[]> {
  const pictures: (PixelBatch | undefined)[] = [];
  for (let start = 0; start < files.length; start += blockSize) {
    const block = files.slice(start, start + blockSize);
    pictures.push(...(await Promise.all(block.map((file) => readPicture(file, size, channels)))));
    onProgress(pictures.length);
  }
  return pictures;
}

async function readPicture(file: string, size: number, channels: Channels): Promise<PixelBatch | undefined> {
  try {
    const data = await sharp(file, { failOn: 'truncated' })
      .removeAlpha()
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .resize(size, size, { fit: 'fill', kernel: resizer })
      .raw({ depth: 'uchar' })
      .toBuffer();
    return data.length === size ** 2 * channels ? { count: 1, size, channels, data } : undefined;
  } catch {
    // sharp has no error codes: whatever it cannot decode is damaged.
    return undefined;
  }
}
