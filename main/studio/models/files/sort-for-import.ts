import { basename } from 'node:path';
import type { SortInput, SortOutput } from '../../../contract/imports/sort.ts';
import type { Uploads } from '../../library/uploads.ts';
import { sortSources } from './sort-sources.ts';

/** Parts paths and what a browser sent into models and pictures; each model that was sent becomes an upload of its own. */
export async function sortForImport(
  uploads: Pick<Uploads, 'rootPaths' | 'rootNames' | 'split' | 'discard'>,
  { paths, uploadId }: SortInput,
): Promise<SortOutput> {
  const here = await sortSources(paths);
  const models: SortOutput['models'] = here.models.map(([path]) => ({ path }));
  const names = here.pictures.map((path) => basename(path));
  let pictureUpload: typeof uploadId;
  if (uploadId !== undefined) {
    const sent = await sortSources(uploads.rootPaths(uploadId));
    for (const model of sent.models) models.push({ uploadId: await uploads.split(uploadId, model) });
    if (sent.pictures.length > 0) {
      pictureUpload = uploadId;
      // One by one: there may be more than fit into the arguments of one call.
      for (const name of uploads.rootNames(uploadId)) names.push(name);
    } else await uploads.discard(uploadId);
  }
  if (names.length === 0) return { models };
  const sources = { paths: here.pictures, ...(pictureUpload ? { uploadId: pictureUpload } : {}) };
  return { models, pictures: { sources, names } };
}
