import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { DrawOutput } from '../../../../main/contract/faces/faces.ts';
import type { GeneratorRef } from '../../../../main/contract/generators.ts';
import type { LatentRecipe } from '../../../../main/contract/latents/recipe.ts';
import { client } from '../../../client/studio.ts';
import { drawnKey } from './drawn-key.ts';

/** Faces drawn once for the same recipes; those from before stay until others are there. */
export function useDrawn(from: GeneratorRef, recipes: readonly LatentRecipe[]): UseQueryResult<DrawOutput> {
  return useQuery({
    queryKey: [...drawnKey(from), recipes],
    queryFn: () => drawAll(from, recipes),
    enabled: recipes.length > 0,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
}

/** Drawn at once: a face that follows a hand waits for no more than these. */
const drawnAtOnce = 9;

async function drawAll(from: GeneratorRef, recipes: readonly LatentRecipe[]): Promise<DrawOutput> {
  const drawn: DrawOutput = { pictures: [], size: 0 };
  for (let start = 0; start < recipes.length; start += drawnAtOnce) {
    const { pictures, size } = await client.faces.draw({
      from,
      recipes: recipes.slice(start, start + drawnAtOnce),
    });
    drawn.pictures.push(...pictures);
    drawn.size = size;
  }
  return drawn;
}
