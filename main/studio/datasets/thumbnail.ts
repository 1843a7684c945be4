import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import sharp from 'sharp';
import type { DatasetId } from '../../contract/ids.ts';
import { makeFileAtomic } from '../../disk/atomic-file.ts';
import { explainDiskError } from '../../disk/disk-error.ts';
import { isDamaged, picturesDamaged } from './damaged-pictures.ts';
import { thumbnailSide } from './store/prepared-picture.ts';

/** Makes the small picture of a prepared one; says which picture is damaged, or what the disk reported. */
export async function makeThumbnail(id: DatasetId, image: string, file: string): Promise<void> {
  const webp = await encodeThumbnail(id, image);
  try {
    await mkdir(dirname(file), { recursive: true });
  } catch (error) {
    throw explainDiskError(error, file);
  }
  await makeFileAtomic(file, (temporary) => writeFile(temporary, webp), { flush: false });
}

async function encodeThumbnail(id: DatasetId, image: string): Promise<Buffer> {
  try {
    return await sharp(image)
      .resize(thumbnailSide, thumbnailSide, { fit: 'cover', withoutEnlargement: true })
      .webp({ quality: 80 })
      .toBuffer();
  } catch (error) {
    if (await isDamaged(image, error)) throw picturesDamaged(id, [image], 'look at the others');
    throw explainDiskError(error, image);
  }
}
