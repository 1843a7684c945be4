import { z } from 'zod';
import { GeneratorRef } from '../generators.ts';
import { LatentId } from '../ids.ts';
import { Nothing, procedure, StartedJob } from '../procedure.ts';
import { Direction, FindDirectionsInput, RenameDirectionInput } from './directions.ts';
import { KeptLatent, ProjectInput, RenameLatentInput } from './kept-latents.ts';
import { LatentRecipe, VectorPoint } from './recipe.ts';
import { LatentSpace } from './space.ts';

/** Latents of a generator, and directions among them. */
export const latentProcedures = {
  /** What the latents of a generator are; `hash` is what its directions are kept by. */
  space: procedure.input(z.object({ from: GeneratorRef })).output(LatentSpace.extend({ hash: z.string() })),
  /** The numbers that a recipe comes to, truncation included: as an origin they give the same picture. */
  vector: procedure.input(z.object({ from: GeneratorRef, recipe: LatentRecipe })).output(VectorPoint),
  /** Directions that were found of a generator, by method and rank. */
  directions: procedure.input(z.object({ from: GeneratorRef })).output(z.array(Direction)),
  /** Those that are known already stay as they are, with their names. */
  findDirections: procedure.input(FindDirectionsInput).output(StartedJob),
  renameDirection: procedure.input(RenameDirectionInput).output(Nothing),
  /** Latents that were found for photos, newest first. */
  list: procedure.input(z.object({ from: GeneratorRef })).output(z.array(KeptLatent)),
  rename: procedure.input(RenameLatentInput).output(Nothing),
  remove: procedure.input(z.object({ id: LatentId })).output(Nothing),
  /** Looks for the latent whose face is nearest to the one of a photo, and keeps it. */
  project: procedure.input(ProjectInput).output(StartedJob),
};
