import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../disk/atomic-file.ts';
import { cudaRecordFile } from '../graphics-cards/cuda-addon.ts';
import type { TensorflowBuild } from './wheels.ts';

/** How the last set-up of this checkout ended. */
export const SetupRecord = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('ready'),
    version: z.string(),
    /** True name of what was proven: see addonFingerprint. */
    fingerprint: z.string(),
    /** Where its libraries are; missing in records of older versions. */
    libraryDir: z.string().optional(),
  }),
  z.object({ outcome: z.literal('unavailable'), reason: z.string(), next: z.string() }),
]);
export type SetupRecord = z.infer<typeof SetupRecord>;

/** The record lies in the addon's package, so that it goes when node_modules goes. */
function recordFile(packageDir: string, { usesCard }: RecordOf): string {
  return usesCard ? cudaRecordFile(packageDir) : path.join(packageDir, 'lib', 'faceloom-setup.json');
}

type RecordOf = Pick<TensorflowBuild, 'usesCard'>;

/** The record of this checkout; undefined when there is none that can be read. */
export function readSetupRecord(packageDir: string, build: RecordOf): SetupRecord | undefined {
  try {
    return SetupRecord.parse(JSON.parse(readFileSync(recordFile(packageDir, build), 'utf8')));
  } catch {
    // Missing or damaged comes to the same: the set-up has to run.
    return undefined;
  }
}

/** Replaces the record in one step. */
export async function writeSetupRecord(
  packageDir: string,
  build: RecordOf,
  record: SetupRecord,
): Promise<void> {
  const file = recordFile(packageDir, build);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFileAtomic(file, `${JSON.stringify(record, null, 2)}\n`);
}
