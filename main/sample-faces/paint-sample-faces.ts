import sharp from 'sharp';
import { drawPortrait } from './portrait.ts';
import { sampleTraits } from './sample-traits.ts';

/** What to paint. */
export interface SampleFacesOptions {
  /** How many portraits; 2,000 if absent. */
  count?: number;
  /** Side of each picture in pixels; 128 if absent. */
  size?: number;
  seed: number;
  /** Called after each portrait with how many are painted. */
  onProgress?: (painted: number, count: number) => void;
  /** Ends the painting early; the iteration then throws the signal's reason. */
  signal?: AbortSignal;
}

/** One painted portrait. */
export interface SampleFace {
  index: number;
  /** File name, counted from one. */
  name: string;
  png: Buffer;
}

/** Portraits rendered at the same time: enough to keep libuv's four threads busy, few enough to stop at once. */
const portraitsAhead = 8;

/** Paints the sample faces in order; the same seed gives the same bytes on the same sharp. */
export async function* paintSampleFaces(options: SampleFacesOptions): AsyncGenerator<SampleFace> {
  const { count = 2000, size = 128, seed, onProgress, signal } = options;
  const digits = Math.max(4, String(count).length);
  const painting: Promise<SampleFace>[] = [];
  const begin = (index: number): void => {
    const face = paint(seed, index, size, digits);
    // A failure is thrown where the face is awaited; until then it must not count as unhandled.
    face.catch(() => undefined);
    painting.push(face);
  };
  for (let index = 0; index < Math.min(count, portraitsAhead); index++) begin(index);
  for (let index = 0; index < count; index++) {
    signal?.throwIfAborted();
    const face = await painting.shift();
    signal?.throwIfAborted();
    if (face === undefined) return;
    if (index + portraitsAhead < count) begin(index + portraitsAhead);
    onProgress?.(index + 1, count);
    yield face;
  }
}

async function paint(seed: number, index: number, size: number, digits: number): Promise<SampleFace> {
  const svg = drawPortrait(sampleTraits(seed, index), size);
  const png = await sharp(Buffer.from(svg)).removeAlpha().png({ compressionLevel: 6 }).toBuffer();
  return { index, name: `face-${String(index + 1).padStart(digits, '0')}.png`, png };
}
