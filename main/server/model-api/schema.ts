import { z } from 'zod';
import { Seed } from '../../contract/latents/recipe.ts';
import { apiLimits } from './limits.ts';

/** What `POST /faces` takes, for a generator of latents of that many numbers. */
export const facesRequest = (latentSize: number) =>
  z.strictObject({
    count: z
      .int()
      .min(1)
      .max(apiLimits.faces)
      .optional()
      .describe('How many faces; 1 if absent, or as many as there are latents.'),
    seed: Seed.optional().describe(
      'The faces are those of the latents 0, 1, 2 … of this seed, and always the same; chance if absent.',
    ),
    latents: z
      .array(
        z
          .array(z.number({ error: 'every number must be finite' }))
          .length(latentSize, { error: `a latent has ${latentSize} numbers` }),
      )
      .min(1)
      .max(apiLimits.faces)
      .optional()
      .describe('The latents themselves, of N(0, 1) in each number; instead of a seed.'),
    truncation: z
      .number()
      .min(0)
      .max(2)
      .default(1)
      .describe('Less than 1: more usual faces that differ less. 1: as the generator was trained.'),
    withLatents: z
      .boolean()
      .default(false)
      .describe('Answer with the latent of each face too, to send it again.'),
  });
export type FacesRequest = z.infer<ReturnType<typeof facesRequest>>;

export const FacesAnswer = z.object({
  model: z.object({ name: z.string(), hash: z.string().describe('SHA-256 of its weights.') }),
  seed: Seed.optional().describe('Of the faces, where they were drawn from one.'),
  faces: z
    .array(
      z.object({
        png: z.base64().describe('A PNG file, marked as synthetic.'),
        latent: z.array(z.number()).optional(),
      }),
    )
    .describe('In the order of the latents that were sent, or else of the indices 0, 1, 2 … of the seed.'),
});
export type FacesAnswer = z.infer<typeof FacesAnswer>;

export const Health = z.object({
  status: z.literal('ok'),
  model: z.string(),
  waitingFaces: z.int().describe('Faces that are asked for and not being drawn yet.'),
});
export type Health = z.infer<typeof Health>;

export const Failure = z.object({
  error: z.object({ code: z.string(), message: z.string(), next: z.string().describe('What to do.') }),
});
export type Failure = z.infer<typeof Failure>;
