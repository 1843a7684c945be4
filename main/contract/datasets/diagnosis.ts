import { z } from 'zod';
import { PresetId } from '../presets.ts';
import { FacesMode } from './datasets.ts';
import { FindingSummary } from './findings.ts';
import { ImportRecord } from './provenance.ts';

/** Whether a dataset is enough, and for what, in plain words. */
export const Verdict = z.object({
  level: z.enum(['too-few', 'collage', 'fair', 'good', 'rich']),
  /** Pictures to train on. */
  usable: z.int().min(0),
  headline: z.string(),
  /** What to expect, and what would help; full sentences. */
  advice: z.array(z.string()),
  /** Fits the detail of the pictures, on a processor. */
  preset: PresetId,
  /** Present when the pictures hold the detail for more, with a graphics card. */
  gpuPreset: PresetId.optional(),
  /** What keeps the discriminator from learning them by heart, in words. */
  augmentation: z.string(),
  /** From where results are good up to where more no longer helps, in kimg. */
  kimg: z.object({ from: z.number(), to: z.number() }),
  /** Preset, length and augmentation as one sentence. */
  suggestion: z.string(),
  /** Present when another way of preparing the pictures would fit better. */
  suggestedFaces: FacesMode.optional(),
});
export type Verdict = z.infer<typeof Verdict>;
/** One person whom the finder takes to be in many of the pictures. */
export const PersonGroup = z.object({
  count: z.int().min(1),
  /** Part of the dataset, 0–1. */
  share: z.number(),
  /** Some of the pictures. */
  examples: z.array(z.int().min(0)),
});
export type PersonGroup = z.infer<typeof PersonGroup>;

/** Files that were passed over for one reason, in all imports of a dataset together. */
export const IgnoredGroup = z.object({
  /** Reads after a file's name and a colon. */
  reason: z.string(),
  count: z.int().min(1),
  /** Some of them, as the user would name them. */
  examples: z.array(z.string()),
});
export type IgnoredGroup = z.infer<typeof IgnoredGroup>;

/** Everything that the doctor says about a dataset. */
export const Diagnosis = z.object({
  findings: z.array(FindingSummary),
  verdict: Verdict,
  /** How many files had 0, 1, 2, … faces; only when faces were aligned. */
  facesPerFile: z.array(z.int().min(0)).optional(),
  /** Source pixels along a side of the square: counts from `from` up to the next row's. */
  sizes: z.array(z.object({ from: z.int(), count: z.int() })),
  colour: z.object({ grey: z.int(), colour: z.int() }),
  people: z.array(PersonGroup),
  imports: z.array(ImportRecord),
  /** What was passed over, most frequent reason first; the counts add up to what the imports ignored. */
  ignored: z.array(IgnoredGroup),
  /** SHA-256 over the contents of all pictures that are trained on. */
  setHash: z.string(),
});
export type Diagnosis = z.infer<typeof Diagnosis>;

/** A diagnosis to keep: a page that opens anywhere, and the same as data. */
export const DatasetReport = z.object({ html: z.string(), json: z.string() });
