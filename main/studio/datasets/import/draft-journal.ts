import { z } from 'zod';
import { ItemFace } from '../../../contract/datasets/datasets.ts';
import { Breath } from '../../base/breath.ts';

const base64 = z.codec(z.string(), z.instanceof(Uint8Array), {
  decode: (text) => new Uint8Array(Buffer.from(text, 'base64')),
  encode: (bytes) => Buffer.from(bytes).toString('base64'),
});

/** A picture of a draft: what was measured of it. `place` counts the pictures of the draft from 0. */
export const DraftPicture = z.object({
  place: z.int().min(0),
  sourceWidth: z.int(),
  sourceHeight: z.int(),
  /** Pixels of the source along one side of the square. */
  side: z.number(),
  /** Of the prepared file, so that one that was cut off is noticed. */
  pngBytes: z.int(),
  /** SHA-256 of the prepared pixels. */
  pixelHash: z.string(),
  hash: z.string(),
  signature: base64,
  isGrey: z.boolean(),
  quality: z.number(),
  findings: z.int(),
  face: ItemFace.optional(),
  embeddingRow: z.int().min(0).optional(),
  /** Place that the preview of the source is named by. */
  preview: z.int().min(0).optional(),
});
export type DraftPicture = z.infer<typeof DraftPicture>;

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
  const breath = new Breath();
  for (const line of text.split('\n').slice(0, -1)) {
    await breath.take();
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
