import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { UploadId } from '../../../contract/ids.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { sortForImport } from './sort-for-import.ts';

const path = tempFolderPerTest();

it('takes more loose pictures than fit into the arguments of one call', async () => {
  const photo = path('0.jpg');
  writeFileSync(photo, '');
  const sent = Array.from({ length: 200_000 }, (_, i) => `${i}.jpg`);
  const uploads = {
    rootPaths: () => [photo],
    rootNames: () => sent,
    split: () => Promise.reject(new Error('no model was sent')),
    discard: () => Promise.reject(new Error('pictures were sent')),
  };
  const uploadId = UploadId.parse('upload-1');
  const { pictures } = await sortForImport(uploads, { paths: [], uploadId });
  expect(pictures?.names).toEqual(sent);
});
