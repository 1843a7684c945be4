import { z } from 'zod';
import { Provenance } from '../datasets/provenance.ts';
import { CheckpointName, ModelId, RunId } from '../ids.ts';
import { givenName } from '../one-line.ts';
import { Channels } from '../pictures.ts';
import { PresetId } from '../presets.ts';

/** A generator that was kept from a checkpoint, or imported. */
export const Model = z.object({
  id: ModelId,
  name: z.string(),
  runId: RunId.optional(),
  /** Of an imported one, the file that it came from. */
  datasetName: z.string(),
  provenance: Provenance.optional(),
  /** Absent for an imported one: nothing is known of its training. */
  preset: PresetId.optional(),
  resolution: z.int(),
  channels: Channels,
  latentSize: z.int(),
  /** Images shown when it was promoted. */
  nimg: z.number(),
  /** SHA-256 of `generator.safetensors`. */
  hash: z.string(),
  sizeBytes: z.number(),
  createdAt: z.iso.datetime(),
});
export type Model = z.infer<typeof Model>;

/** Faces that stand for a model, wherever it is shown: the first latents of a fixed seed, none of them picked. */
export const modelFaceCount = 16;

export const PromoteInput = z.object({
  runId: RunId,
  /** Absent = the newest. */
  checkpoint: CheckpointName.optional(),
  name: givenName().optional(),
});
