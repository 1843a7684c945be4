import type { FaceExports } from '../faces/face-exports.ts';
import type { Faces } from '../faces/faces.ts';
import type { Gallery } from '../faces/gallery.ts';
import type { NearCopies } from '../faces/near-copies.ts';
import type { ContractImplementer } from './base.ts';

export interface FaceDeps {
  faces: Faces;
  gallery: Gallery;
  nearCopies: NearCopies;
  faceExports: FaceExports;
}

export const facesRouter = (
  os: ContractImplementer,
  { faces, gallery, nearCopies, faceExports }: FaceDeps,
) => ({
  generate: os.faces.generate.handler(async ({ input }) => ({ faces: await faces.generate(input) })),
  draw: os.faces.draw.handler(({ input }) => faces.preview(input)),
  keep: os.faces.keep.handler(async ({ input }) => ({ faces: await faces.keep(input) })),
  save: os.faces.save.handler(({ input }) => {
    faces.save(input.ids);
    return {};
  }),
  remove: os.faces.remove.handler(async ({ input }) => {
    await faces.remove(input.ids);
    return {};
  }),
  restore: os.faces.restore.handler(({ input }) => {
    faces.restore(input.ids);
    return {};
  }),
  list: os.faces.list.handler(({ input }) => gallery.list(input)),
  select: os.faces.select.handler(({ input }) => ({ ids: gallery.select(input) })),
  get: os.faces.get.handler(({ input }) => gallery.get(input.ids)),
  rate: os.faces.rate.handler(({ input }) => gallery.rate(input)),
  tag: os.faces.tag.handler(({ input }) => gallery.tag(input)),
  note: os.faces.note.handler(({ input }) => {
    gallery.note(input);
    return {};
  }),
  tags: os.faces.tags.handler(() => gallery.tags()),
  makeAgain: os.faces.makeAgain.handler(({ input }) => faces.makeAgain(input.id)),
  checkCopies: os.faces.checkCopies.handler(({ input }) => ({ jobId: nearCopies.start(input.ids).id })),
  export: os.faces.export.handler(async ({ input }) => ({ jobId: (await faceExports.start(input)).id })),
});
