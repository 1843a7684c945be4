import { z } from 'zod';
import { RunConfig } from '../../contract/run-config.ts';
import { RunControl } from '../run-control.ts';

/**
 * `state.json` of a checkpoint. Randomness and data order are functions of the seed and these counters, so with
 * what steers the run nothing else is needed to go on exactly.
 */
export const CheckpointState = z.strictObject({
  schemaVersion: z.literal(1),
  config: RunConfig,
  /** Training steps done. */
  step: z.int().min(0),
  /** Images shown to the discriminator. */
  nimg: z.int().min(0),
  trainingSeconds: z.number().min(0),
  /** Absent in checkpoints from before there was anything to steer. */
  control: RunControl.optional(),
  savedAt: z.iso.datetime(),
  /** SHA-256 of every other file of the checkpoint, by name. */
  files: z.record(z.string().regex(/^[a-z]+\.safetensors$/), z.string().regex(/^[0-9a-f]{64}$/)),
});
export type CheckpointState = z.infer<typeof CheckpointState>;

export const stateFile = 'state.json';
/** The generator that draws previews and that models are promoted from: averaged weights where the run keeps them. */
export const generatorFile = 'generator.safetensors';
/** Raw weights of both networks and their Adam slots. */
export const trainingFile = 'training.safetensors';

/** Folder name of a checkpoint, which sorts by progress: `00000512000` images. */
export const checkpointName = (nimg: number) => String(nimg).padStart(11, '0');
