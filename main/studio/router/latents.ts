import type { Latents } from '../latents/latents.ts';
import type { ContractImplementer } from './base.ts';

export const latentsRouter = (os: ContractImplementer, { latents }: { latents: Latents }) => ({
  space: os.latents.space.handler(({ input }) => latents.space(input.from)),
  vector: os.latents.vector.handler(({ input }) => latents.vector(input.from, input.recipe)),
  directions: os.latents.directions.handler(({ input }) => latents.directionsOf(input.from)),
  findDirections: os.latents.findDirections.handler(async ({ input }) => ({
    jobId: (await latents.directions.find(input)).id,
  })),
  renameDirection: os.latents.renameDirection.handler(({ input }) => {
    latents.directions.rename(input.id, input.name);
    return {};
  }),
  list: os.latents.list.handler(({ input }) => latents.list(input.from)),
  rename: os.latents.rename.handler(({ input }) => {
    latents.rename(input.id, input.name);
    return {};
  }),
  remove: os.latents.remove.handler(async ({ input }) => {
    await latents.remove(input.id);
    return {};
  }),
  project: os.latents.project.handler(async ({ input }) => ({
    jobId: (await latents.projections.start(input)).id,
  })),
});
