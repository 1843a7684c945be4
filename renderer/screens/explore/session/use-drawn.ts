import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { DrawOutput, GeneratorRef } from '../../../../main/contract/faces.ts';
import type { LatentRecipe } from '../../../../main/contract/latents/recipe.ts';
import { client } from '../../../client/studio.ts';
import { refKey } from '../../gallery/face-actions.ts';

/** Faces drawn once for the same recipes; those from before stay until others are there. */
export function useDrawn(from: GeneratorRef, recipes: readonly LatentRecipe[]): UseQueryResult<DrawOutput> {
  return useQuery({
    queryKey: ['explore', 'drawn', refKey(from), recipes],
    queryFn: () => client.faces.draw({ from, recipes: [...recipes] }),
    enabled: recipes.length > 0,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
}
