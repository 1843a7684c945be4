import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
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
  version: z.string().optional(),
  threads: z.int().optional(),
  imagesPerSecond: z.number().optional(),
  provedAt: z.iso.datetime(),
});
export type ProofRecord = z.infer<typeof ProofRecord>;

const Records = z.object({ schemaVersion: z.literal(1), records: z.record(z.string(), ProofRecord) });

/**
 * Proofs of this machine, by what they hang on, in one file beside the engine's cache. A file that cannot be read is
 * begun anew: proofs can always be made again. Another process may write between our reading and writing; then what it
 * proved is proved once more.
 */
export class ProofRecords {
  readonly #folder: string;
  readonly #log: Logger;

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
    await this.#write({ ...(await this.#read()), [key]: record });
  }

  async #write(records: Record<string, ProofRecord>): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFileAtomic(this.#file, JSON.stringify({ schemaVersion: 1, records }));
    } catch (error) {
      // A cache that cannot be written costs time alone: everything is proved again at the next start.
      this.#log.warn('proofs of engines could not be kept', { error: String(error) });
    }
  }

  /** Forgets whatever begins with `prefix`. */
  async forget(prefix: string): Promise<void> {
    const kept = Object.entries(await this.#read()).filter(([key]) => !key.startsWith(prefix));
    await this.#write(Object.fromEntries(kept));
  }

  async #read(): Promise<Record<string, ProofRecord>> {
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
