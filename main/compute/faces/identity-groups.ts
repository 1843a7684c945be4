import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { readNumbers } from '../engines/read-numbers.ts';
import { type Tensor2D, tf } from '../engines/tf.ts';

/** Numbers in an embedding. */
export const embeddingSize = 1024;

/** Rows compared with all others; evenly spread over a larger set, so that the cost grows with the set and not its square. */
const maximumSeeds = 2000;
/** Cosine above which two faces are likely one person: of pairs of different people, about one in a thousand is. */
const neighbourCosine = 0.66;
/** Cosine with the mean of a group above which a face belongs to it; the mean of many is a clearer picture of a person. */
const memberCosine = 0.74;
/** A person in fewer pictures, or in less of the set, pulls the generator nowhere. */
const minimumCount = 12;
const minimumShare = 0.015;
const maximumGroups = 12;

/** Rows of little-endian float32 embeddings from several files, as one list. */
export function readEmbeddings(files: readonly string[]): Float32Array {
  const sizes = files.map((file) => withFile(file, (handle) => fstatSync(handle).size));
  const all = new Float32Array(sizes.reduce((sum, size) => sum + size, 0) / 4);
  const bytes = new Uint8Array(all.buffer);
  let offset = 0;
  for (const [i, file] of files.entries()) {
    withFile(file, (handle) => readSync(handle, bytes, offset, sizes[i], 0));
    offset += sizes[i];
  }
  return all;
}

function withFile<T>(file: string, work: (handle: number) => T): T {
  const handle = openSync(file, 'r');
  try {
    return work(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * People who are in many of the faces: row numbers of each, the largest group first. `embeddings` holds rows of length 1.
 * A face with many neighbours stands for a person; the mean of its neighbours then gathers all pictures of that person.
 */
export function groupIdentities(embeddings: Float32Array, rows: Uint32Array): Uint32Array<ArrayBuffer>[] {
  const count = rows.length;
  const smallest = Math.max(minimumCount, Math.ceil(count * minimumShare));
  if (count < smallest) return [];
  const all = gather(embeddings, rows);
  const groups: number[][] = [];
  const taken = new Uint8Array(count);
  try {
    const neighbours = neighboursOfSeeds(all, count);
    while (groups.length < maximumGroups) {
      const best = neighbours
        .map((list) => list.filter((place) => taken[place] === 0))
        .reduce((a, b) => (b.length > a.length ? b : a), []);
      // Only half of a person's pictures are neighbours of any one of them.
      if (best.length < smallest / 2) break;
      const members = membersOf(all, best).filter((place) => taken[place] === 0);
      for (const place of [...members, ...best]) taken[place] = 1;
      if (members.length >= smallest) groups.push(members);
    }
  } finally {
    all.dispose();
  }
  return groups
    .toSorted((a, b) => b.length - a.length)
    .map((places) => Uint32Array.from(places, (place) => rows[place]));
}

function gather(embeddings: Float32Array, rows: Uint32Array): Tensor2D {
  const data = new Float32Array(rows.length * embeddingSize);
  for (const [place, row] of rows.entries()) {
    data.set(embeddings.subarray(row * embeddingSize, (row + 1) * embeddingSize), place * embeddingSize);
  }
  return tf.tensor2d(data, [rows.length, embeddingSize]);
}

/** For each seed the places of its neighbours; seeds with none but themselves are left out. */
function neighboursOfSeeds(all: Tensor2D, count: number): number[][] {
  const seeds = Math.min(count, maximumSeeds);
  const lists: number[][] = [];
  for (let i = 0; i < seeds; i += blockSize) {
    const places = Array.from({ length: Math.min(blockSize, seeds - i) }, (_, j) =>
      Math.floor(((i + j) * count) / seeds),
    );
    const cosines = readNumbers(() =>
      tf.matMul(tf.gather(all, tf.tensor1d(places, 'int32')), all, false, true),
    );
    for (let j = 0; j < places.length; j++) {
      const list = above(cosines.subarray(j * count, (j + 1) * count), neighbourCosine);
      if (list.length > 1) lists.push(list);
    }
  }
  return lists;
}

/** Seeds compared at once: bounds the memory of their cosines. */
const blockSize = 128;

function membersOf(all: Tensor2D, places: number[]): number[] {
  const cosines = readNumbers(() => {
    const mean = tf.mean(tf.gather(all, tf.tensor1d(places, 'int32')), 0, true);
    return tf.matMul(tf.div(mean, tf.norm(mean)), all, false, true);
  });
  return above(cosines, memberCosine);
}

function above(cosines: Float32Array, threshold: number): number[] {
  const places: number[] = [];
  for (let i = 0; i < cosines.length; i++) if (cosines[i] > threshold) places.push(i);
  return places;
}
