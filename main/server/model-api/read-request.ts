import { randomInt } from 'node:crypto';
import type { z } from 'zod';
import type { LatentRecipe } from '../../contract/latents/recipe.ts';
import { ApiError } from './api-error.ts';
import type { FacesRequest, facesRequest } from './schema.ts';

/** What a request comes to: a recipe for each face. */
export interface AskedFaces {
  recipes: LatentRecipe[];
  /** Absent where latents were given. */
  seed: number | undefined;
  withLatents: boolean;
}

/** Reads a body that was JSON; says which part of it does not fit. */
export function readRequest(body: unknown, schema: ReturnType<typeof facesRequest>): AskedFaces {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw misfit(describe(parsed.error));
  const { count, seed, latents, truncation, withLatents } = parsed.data;
  const recipeOf = (origin: LatentRecipe['origin']): LatentRecipe => ({
    origin,
    edits: [],
    mix: [],
    truncation,
  });
  if (latents === undefined) {
    const chosen = seed ?? randomInt(2 ** 32);
    const recipes = Array.from({ length: count ?? 1 }, (_, index) =>
      recipeOf({ kind: 'seed', seed: chosen, index }),
    );
    return { recipes, seed: chosen, withLatents };
  }
  if (seed !== undefined) throw misfit('A seed and latents were given; they are one or the other.');
  if (count !== undefined && count !== latents.length)
    throw misfit(`The count is ${count}, but there are ${latents.length} latents.`);
  const recipes = latents.map((values) => recipeOf({ kind: 'vector', values, space: 'z' }));
  return { recipes, seed: undefined, withLatents };
}

/** "latents.3: a latent has 64 numbers" */
function describe(error: z.ZodError<FacesRequest>): string {
  const [{ path, message }] = error.issues;
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}

const misfit = (message: string) =>
  new ApiError(400, 'INVALID_INPUT', message, {
    next: 'Look at /openapi.json for what a request may hold.',
  });
