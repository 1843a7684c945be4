import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { GradientForms } from '../../contract/gradient-kernels.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import type { Logger } from '../base/log.ts';

/** What a proof said of one candidate. */
export const ProofRecord = z.object({
  verdict: z.enum(['right', 'wrong', 'died', 'hung', 'unavailable']),
  /** As a sentence, where it is not right. */
  reason: z.string().optional(),
  worstDeviation: z.number().optional(),
  /** How long the proof took: candidates are compared by it where no steps were timed. */
  ms: z.number().optional(),
  /** Of our kernels for graphics cards, where it is one that was proved with them. */
  forms: GradientForms.optional(),
  version: z.string().optional(),
  threads: z.int().optional(),
  imagesPerSecond: z.number().optional(),
  provedAt: z.iso.datetime(),
});
export type ProofRecord = z.infer<typeof ProofRecord>;

/** What came of a proof; one that says nothing of its engine is passing, and is not kept. */
export type ProofOutcome = ProofRecord & { isPassing?: true };

const Records = z.object({ schemaVersion: z.literal(1), records: z.record(z.string(), ProofRecord) });

/**
 * Proofs of this machine, by what they hang on, in one file beside the engine's cache. A file that cannot be read is
 * begun anew: proofs can always be made again. What this process has proved it also keeps itself, so that it holds
 * where the file cannot be written, and where another process writes between our reading and writing. Clocks are not
 * asked which of two records is the newer: they are set back, and those of two computers differ.
 */
export class ProofRecords {
  readonly #folder: string;
  readonly #log: Logger;
  #own: Readonly<Record<string, OwnRecord>> = {};
  #turn: Promise<void> = Promise.resolve();

  constructor(folder: string, log: Logger) {
    this.#folder = folder;
    this.#log = log;
  }

  get #file(): string {
    return join(this.#folder, 'proofs.json');
  }

  async get(key: string): Promise<ProofRecord | undefined> {
    return (await this.#read())[key];
  }

  async set(key: string, record: ProofRecord): Promise<void> {
    const replaced = (await this.#readFile())[key];
    this.#own = { ...this.#own, [key]: { record, replaced } };
    await this.#change((records) => records);
  }

  /** Forgets whatever begins with `prefix`. */
  async forget(prefix: string): Promise<void> {
    const kept = <T>(records: Readonly<Record<string, T>>): Record<string, T> =>
      Object.fromEntries(Object.entries(records).filter(([key]) => !key.startsWith(prefix)));
    this.#own = kept(this.#own);
    await this.#change(kept);
  }

  /** One after the other, so that none of ours takes back what another has written. */
  async #change(
    change: (records: Record<string, ProofRecord>) => Record<string, ProofRecord>,
  ): Promise<void> {
    this.#turn = this.#turn.then(async () => this.#write(change(await this.#read())));
    await this.#turn;
  }

  async #write(records: Record<string, ProofRecord>): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true });
      const newest = Object.fromEntries(Object.entries(records).slice(-mostRecords));
      await writeFileAtomic(this.#file, JSON.stringify({ schemaVersion: 1, records: newest }));
    } catch (error) {
      // A cache that cannot be written costs time alone: everything is proved again at the next start.
      this.#log.warn('proofs of engines could not be kept', { error: String(error) });
    }
  }

  /** The file's, then our own, unless another process has written a record since in the place of ours. */
  async #read(): Promise<Record<string, ProofRecord>> {
    const records = { ...(await this.#readFile()) };
    for (const [key, { record, replaced }] of Object.entries(this.#own)) {
      const other = records[key]?.provedAt;
      if (other !== undefined && other !== replaced?.provedAt) continue;
      // At the end: what was written longest ago goes first when there are too many.
      delete records[key];
      records[key] = record;
    }
    return records;
  }

  async #readFile(): Promise<Record<string, ProofRecord>> {
    let text: string;
    try {
      text = await readFile(this.#file, 'utf8');
    } catch {
      return {};
    }
    const parsed = Records.safeParse(parseJson(text));
    return parsed.success ? parsed.data.records : {};
  }
}

/**
 * About half a megabyte: each kind of run leaves some, and so does every version of a driver or library. What is gone is
 * proved again.
 */
const mostRecords = 2000;

interface OwnRecord {
  record: ProofRecord;
  /** What the file had before. */
  replaced: ProofRecord | undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
