import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { paintSampleFaces, type SampleFace } from './paint-sample-faces.ts';

async function collect(painting: AsyncIterable<SampleFace>): Promise<SampleFace[]> {
  const faces: SampleFace[] = [];
  for await (const face of painting) faces.push(face);
  return faces;
}

describe('paintSampleFaces', () => {
  it('yields named PNG files in order and tells its progress', async () => {
    const progress: string[] = [];
    const faces = await collect(
      paintSampleFaces({
        count: 12,
        size: 64,
        seed: 1,
        onProgress: (painted, count) => progress.push(`${painted}/${count}`),
      }),
    );
    expect(faces.map(({ index }) => index)).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(faces[0].name).toBe('face-0001.png');
    expect(faces[11].name).toBe('face-0012.png');
    expect(progress.at(0)).toBe('1/12');
    expect(progress.at(-1)).toBe('12/12');
    const { format, width, height, channels } = await sharp(faces[3].png).metadata();
    expect({ format, width, height, channels }).toEqual({
      format: 'png',
      width: 64,
      height: 64,
      channels: 3,
    });
  });

  it('gives the same bytes for the same seed, however many are asked for', async () => {
    const few = await collect(paintSampleFaces({ count: 3, size: 32, seed: 9 }));
    const more = await collect(paintSampleFaces({ count: 11, size: 32, seed: 9 }));
    const other = await collect(paintSampleFaces({ count: 3, size: 32, seed: 10 }));
    few.forEach((face, i) => {
      expect(face.png.equals(more[i].png)).toBe(true);
      expect(face.png.equals(other[i].png)).toBe(false);
    });
  });

  it('stops early when its signal is aborted', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const painted: number[] = [];
    const work = async (): Promise<void> => {
      for await (const { index } of paintSampleFaces({
        count: 2000,
        size: 32,
        seed: 1,
        signal: controller.signal,
      })) {
        painted.push(index);
        if (index === 4) controller.abort(reason);
      }
    };
    await expect(work()).rejects.toBe(reason);
    expect(painted).toEqual([0, 1, 2, 3, 4]);
  });

  it('paints nothing when aborted beforehand, and nothing when none are asked for', async () => {
    const aborted = paintSampleFaces({
      count: 5,
      size: 32,
      seed: 1,
      signal: AbortSignal.abort(new Error('no')),
    });
    await expect(aborted.next()).rejects.toThrow('no');
    expect(await collect(paintSampleFaces({ count: 0, size: 32, seed: 1 }))).toEqual([]);
  });
});
