import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { GraphicsReport } from '../contract/system/graphics-cards.ts';

/** How the set-up of TensorFlow's CUDA build is started by another program. */
export interface CudaSetupProgram {
  /** A Node that runs TypeScript. */
  node: string;
  script: string;
}

/** The set-up of a checkout, as `npm run setup:tensorflow -- --cuda` starts it; undefined where there is none. */
export function findCudaSetup(checkout: string): CudaSetupProgram | undefined {
  const script = path.join(checkout, 'main', 'setup', 'setup-tensorflow.ts');
  const own = path.join(checkout, 'node_modules', '.bin', 'node');
  if (!existsSync(script)) return undefined;
  if (existsSync(own)) return { node: own, script };
  // Electron's program is not Node, unless it is started in another way.
  return process.versions['electron'] === undefined ? { node: process.execPath, script } : undefined;
}

/** What a set-up would do: the answer to `--cuda --dry-run --json`, as far as the studio reads it. */
export const CudaSetupPlan = z.object({
  /** Whether a card can use it, with the disk taken into account. */
  graphics: GraphicsReport,
  folder: z.string(),
  /** It is set up, and was proved when that was done. */
  isReady: z.boolean(),
  /** Still to be fetched. */
  downloadBytes: z.number().min(0),
  keptBytes: z.number().min(0),
  /** Disk that it takes at its worst moment. */
  peakDiskBytes: z.number().min(0),
});
export type CudaSetupPlan = z.infer<typeof CudaSetupPlan>;

/** What a set-up with `--json` prints, one to a line; the last line says how it ended. */
export const SetupMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('step'),
    step: z.string(),
    /** Of the step, 0–1; absent where it is not known. */
    fraction: z.number().min(0).optional(),
    /** Fetched so far, packages of an earlier set-up left out. */
    downloadedBytes: z.number().min(0),
  }),
  z.object({ type: z.literal('ready'), version: z.string() }),
  z.object({ type: z.literal('failed'), reason: z.string(), next: z.string().optional() }),
  z.object({ type: z.literal('interrupted') }),
]);
export type SetupMessage = z.infer<typeof SetupMessage>;
