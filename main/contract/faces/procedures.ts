import { z } from 'zod';
import { FaceId } from '../ids.ts';
import { Nothing, procedure, StartedJob } from '../procedure.ts';
import {
  DrawInput,
  DrawOutput,
  Face,
  FaceIds,
  FaceSelection,
  GenerateInput,
  KeepFacesInput,
  ListFacesInput,
  ListFacesOutput,
  MakeAgainOutput,
  NoteFaceInput,
  RateFacesInput,
  RateFacesOutput,
  TagCount,
  TagFacesInput,
  TagFacesOutput,
} from './faces.ts';
import { ExportFacesInput } from './picture-export.ts';

/** Faces that were drawn. */
export const faceProcedures = {
  /** Draws faces into the tray (unsaved); the answer names them. */
  generate: procedure.input(GenerateInput).output(z.object({ faces: z.array(Face) })),
  /** Draws faces and answers with their pictures; nothing of them is kept. */
  draw: procedure.input(DrawInput).output(DrawOutput),
  /** Draws faces into the gallery, with how they were made. */
  keep: procedure.input(KeepFacesInput).output(z.object({ faces: z.array(Face) })),
  save: procedure.input(FaceIds).output(Nothing),
  /** Takes faces away; `restore` brings them back for an hour, or until the studio is closed. */
  remove: procedure.input(FaceIds).output(Nothing),
  restore: procedure.input(FaceIds).output(Nothing),
  /** Saved faces. */
  list: procedure.input(ListFacesInput).output(ListFacesOutput),
  /** Ids of all that `list` gives, for a grid. */
  select: procedure.input(FaceSelection).output(z.object({ ids: z.array(FaceId) })),
  get: procedure.input(FaceIds).output(z.array(Face)),
  rate: procedure.input(RateFacesInput).output(RateFacesOutput),
  tag: procedure.input(TagFacesInput).output(TagFacesOutput),
  note: procedure.input(NoteFaceInput).output(Nothing),
  /** Tags of saved faces, most used first. */
  tags: procedure.output(z.array(TagCount)),
  /** Draws a face from its recipe and compares it with the kept picture. */
  makeAgain: procedure.input(z.object({ id: FaceId })).output(MakeAgainOutput),
  /** Looks for the training pictures nearest to faces, and notes with each whether it is a copy. */
  checkCopies: procedure.input(FaceIds).output(StartedJob),
  /** Writes faces as picture files. */
  export: procedure.input(ExportFacesInput).output(StartedJob),
};
