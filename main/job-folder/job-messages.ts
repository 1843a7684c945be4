import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import { Channels } from '../contract/pictures.ts';
import { writeFileAtomic } from '../disk/atomic-file.ts';
import { EngineMessage } from '../protocol/engine.ts';
import { type Message, TaskEnd } from '../protocol/messages.ts';
import { SampleGrid, TrainReport } from '../protocol/train.ts';
import { jobPaths } from './job-paths.ts';
import { readPlain, unusable } from './plain-files.ts';

/** A sample grid, whose pixels lie in a file of their own. */
const StoredGrid = SampleGrid.extend({
  pixels: z.object({
    count: z.int().min(1).max(1024),
    size: z.int().min(1).max(1024),
    channels: Channels,
    /** Below `out/samples`. */
    file: z.string().regex(/^[a-z]+-\d{11}\.gz$/),
  }),
});
type StoredGrid = z.infer<typeof StoredGrid>;

/** A worker has taken the job on. */
const Began = z.object({
  type: z.literal('began'),
  host: z.string().max(255),
  /** Where it goes on from. */
  nimg: z.number().min(0),
});

/** A worker has left before the work was done, with a checkpoint: as its time was up, or it was told to end. */
const Left = z.object({ type: z.literal('left'), nimg: z.number().min(0), reason: z.string().max(300) });

/** A line of `messages.ndjson`: what a compute process says, but that pixels lie beside it; and the worker's own. */
export const JobMessage = z.discriminatedUnion('type', [
  EngineMessage,
  TrainReport,
  StoredGrid,
  Began,
  Left,
  TaskEnd,
]);
export type JobMessage = z.infer<typeof JobMessage>;

/** Puts the pixels of a sample grid into a file; returns what is said of them. */
export async function storeGrid(folder: string, grid: Message<'sample'>): Promise<StoredGrid> {
  const { data, ...shape } = grid.pixels;
  const file = `${grid.kind}-${String(grid.nimg).padStart(11, '0')}.gz`;
  await writeFileAtomic(join(jobPaths(folder).samples, file), await zip(data));
  return { ...grid, pixels: { ...shape, file } };
}

/** Reads the pixels of a sample grid back. */
export async function loadGrid(folder: string, { pixels, ...grid }: StoredGrid): Promise<Message<'sample'>> {
  const { file, ...shape } = pixels;
  const path = join(jobPaths(folder).samples, file);
  const length = shape.count * shape.size ** 2 * shape.channels;
  if (length > maxGridBytes) throw unusable(path, 'is larger than any sample grid');
  const packed = await readPlain(path, maxGridBytes);
  let data: Buffer;
  try {
    data = await unzip(packed, { maxOutputLength: length });
  } catch (cause) {
    throw unusable(path, 'does not hold a sample grid', cause);
  }
  if (data.length !== length) throw unusable(path, 'does not hold a sample grid');
  return { ...grid, pixels: { ...shape, data: new Uint8Array(data) } };
}

const zip = promisify(gzip);
const unzip = promisify(gunzip);
/** 64 faces of 256 pixels in colour have 12.6 MB. */
const maxGridBytes = 2 ** 27;
