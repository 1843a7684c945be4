import { z } from 'zod';
import { GeneratorRef } from '../generators.ts';
import { BlindTestId } from '../ids.ts';

/** A test with fewer judged pairs than this is not given a win rate. */
export const fewestJudged = 5;

export const StartBlindTestInput = z.object({
  first: GeneratorRef,
  second: GeneratorRef,
  seed: z.int().min(0).max(0xffff_ffff).default(42),
  pairs: z.int().min(fewestJudged).max(64).default(30),
});
export type StartBlindTestInput = z.infer<typeof StartBlindTestInput>;

export const BlindPictureSide = z.enum(['left', 'right']);
export type BlindPictureSide = z.infer<typeof BlindPictureSide>;

/** Which picture of a pair is better. */
export const BlindChoice = z.enum([...BlindPictureSide.options, 'skip']);
export type BlindChoice = z.infer<typeof BlindChoice>;

/** One side of a test, told when it has ended. */
export const BlindSide = z.object({ from: GeneratorRef, name: z.string(), nimg: z.number() });
export type BlindSide = z.infer<typeof BlindSide>;

export const BlindResult = z.object({
  first: BlindSide,
  second: BlindSide,
  /** How often each was preferred. */
  firstWins: z.int(),
  secondWins: z.int(),
  skipped: z.int(),
  /** Share of the judged pairs in which the first was preferred, with its 95 % interval; or why there is none. */
  winRate: z.union([
    z.object({ value: z.number(), low: z.number(), high: z.number(), n: z.int() }),
    z.object({ reason: z.string() }),
  ]),
});
export type BlindResult = z.infer<typeof BlindResult>;

/**
 * A preference test over pairs of faces of the same latent by two generators, in shuffled order with shuffled sides. Nothing
 * says which is which before it has ended; all left pictures are one at `mediaPath.blindPicture(id, 'left')`.
 */
export const BlindTest = z.object({
  id: BlindTestId,
  pairs: z.int(),
  /** Faces in a row of its two pictures, in the order of the pairs. */
  columns: z.int(),
  /** Pairs that were answered, skipped ones among them; the next one has this number. */
  answered: z.int(),
  startedAt: z.iso.datetime(),
  /** Present when it has ended, with `result`. */
  endedAt: z.iso.datetime().optional(),
  result: BlindResult.optional(),
});
export type BlindTest = z.infer<typeof BlindTest>;

export const AnswerBlindTestInput = z.object({
  id: BlindTestId,
  /** The pair that was looked at, from 0. */
  number: z.int().min(0),
  choice: BlindChoice,
});
export type AnswerBlindTestInput = z.infer<typeof AnswerBlindTestInput>;
