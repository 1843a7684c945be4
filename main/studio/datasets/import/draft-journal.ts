import { z } from 'zod';
import { Yielder } from '../../base/yielder.ts';
import { base64, DraftPicture } from '../store/prepared-picture.ts';

/** One line of a draft's journal: a source file that is done, whatever became of it. */
export const JournalEntry = z.object({
  file: z.string(),
  path: z.string().optional(),
  stamp: z.string(),
  /** SHA-256 of the source's bytes; absent when it could not be read. */
  sourceHash: z.string().optional(),
  pictures: z.array(DraftPicture),
  /** Why the file was set aside. */
  reason: z.string().optional(),
  thumbnail: z.string().optional(),
  /** True when the dataset had the file already. */
  isKnown: z.boolean().optional(),
  /** Faces seen in it; absent when none were looked for. */
  faceCount: z.int().optional(),
});
export type JournalEntry = z.infer<typeof JournalEntry>;

/** By hand: the schema's own way takes a third of a millisecond a line. */
export const encodeEntry = ({ pictures, ...entry }: JournalEntry): string => {
  const encoded = pictures.map((picture) => ({ ...picture, signature: base64.encode(picture.signature) }));
  return `${JSON.stringify({ ...entry, pictures: encoded })}\n`;
};

/** Entries up to the first line that is damaged: the last one may have been cut off by a crash. */
export async function decodeJournal(text: string): Promise<{ entries: JournalEntry[]; bytes: number }> {
  const entries: JournalEntry[] = [];
  let bytes = 0;
  const yielder = new Yielder();
  for (const line of text.split('\n').slice(0, -1)) {
    await yielder.yieldIfDue();
    const entry = parse(line);
    if (entry === undefined) break;
    entries.push(entry);
    bytes += Buffer.byteLength(line) + 1;
  }
  return { entries, bytes };
}

function parse(line: string): JournalEntry | undefined {
  try {
    const entry = JournalEntry.safeParse(JSON.parse(line));
    return entry.success ? entry.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
