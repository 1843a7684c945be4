import type { Latents } from '../latents/latents.ts';
import type { ContractImplementer } from './base.ts';

export const latentsRouter = (os: ContractImplementer, { latents }: { latents: Latents }) => ({
  space: os.latents.space.handler(({ input }) => latents.space(input.from)),
  vector: os.latents.vector.handler(({ input }) => latents.vector(input.from, input.recipe)),
});
