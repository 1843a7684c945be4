import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import { DatasetId } from '../../contract/ids.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { makeThumbnail } from './thumbnail.ts';

describe('a small picture of a prepared one', () => {
  const path = tempFolderPerTest();
  const id = DatasetId.parse('people-1');
  beforeEach(() =>
    sharp({ create: { width: 200, height: 200, channels: 3, background: '#678' } })
      .png()
      .toFile(path('7.png')),
  );

  it('is made with its folder', async () => {
    await makeThumbnail(id, path('7.png'), path('thumbnails', '7.webp'));
    expect(await sharp(path('thumbnails', '7.webp')).metadata()).toMatchObject({ format: 'webp', width: 96 });
    expect(readdirSync(path('thumbnails'))).toEqual(['7.webp']);
  });

  it('says which picture is damaged or gone, and what to do', async () => {
    writeFileSync(path('cut.png'), readFileSync(path('7.png')).subarray(0, 60));
    writeFileSync(path('empty.png'), '');
    for (const name of ['cut.png', 'empty.png', 'gone.png']) {
      await expect(makeThumbnail(id, path(name), path('thumbnails', 'x.webp'))).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringContaining(`in the dataset "people-1": ${name}.`),
        data: { subject: path(name), next: expect.stringContaining('Leave it out under Faces') },
      });
    }
    expect(readdirSync(path())).not.toContain('thumbnails');
  });

  it('says what is in the way of its folder', async () => {
    writeFileSync(path('thumbnails'), 'a file of that name');
    await expect(makeThumbnail(id, path('7.png'), path('thumbnails', '7.webp'))).rejects.toMatchObject({
      code: 'PATH_UNREADABLE',
      data: { subject: path('thumbnails', '7.webp'), next: expect.stringMatching(/\.$/) },
    });
  });
});
