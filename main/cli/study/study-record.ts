import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { RunId } from '../../contract/ids.ts';
import { JudgementOrReason } from '../../contract/scores/judgement.ts';
import { Score } from '../../contract/scores/scores.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { errorCode } from '../../disk/disk-error.ts';

/** What was measured of a run at one moment. */
export const Measured = z.object({
  /** Share of the study's minutes. */
  moment: z.number(),
  nimg: z.number(),
  /** Of training. */
  seconds: z.number(),
  kid: Score,
  coverage: Score,
  judgement: JudgementOrReason.optional(),
  memorisation: z.number().optional(),
  /** Picture of faces in the study's folder. */
  sheet: z.string(),
});
export type Measured = z.infer<typeof Measured>;

/** One run of a study: a recipe, a dataset and a seed. */
export const StudyPart = z.object({
  recipe: z.string(),
  dataset: z.string(),
  seed: z.int(),
  /** What the run was asked for, as text to compare with: another recipe under the same name is another study. */
  asked: z.string(),
  /** Absent before it has begun. */
  runId: RunId.optional(),
  /** Why it ended early, as a full sentence. */
  failed: z.string().optional(),
  measured: z.array(Measured),
});
export type StudyPart = z.infer<typeof StudyPart>;

/** Everything that a study has done; its report is made from this and the pictures beside it. */
export const StudyRecord = z.object({
  schemaVersion: z.literal(1),
  createdAt: z.iso.datetime(),
  /** What one measurement took, for the time that is left. */
  measuringSeconds: z.array(z.number()),
  parts: z.array(StudyPart),
});
export type StudyRecord = z.infer<typeof StudyRecord>;

const fileIn = (folder: string) => join(folder, 'study-record.json');

/** What was done before; undefined in a folder that has no study yet. */
export async function readRecord(folder: string): Promise<StudyRecord | undefined> {
  const file = fileIn(folder);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = StudyRecord.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new StudioError('INVALID_INPUT', `${file} is damaged, or by a newer Faceloom.`, {
    next: 'Choose another folder with --out; the runs of this study stay in the library.',
    subject: file,
  });
}

export async function writeRecord(folder: string, record: StudyRecord): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(fileIn(folder), JSON.stringify(record, null, 2));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
