import { z } from 'zod';
import { BlindTestId } from '../ids.ts';
import { Nothing, procedure, StartedJob } from '../procedure.ts';
import { AnswerBlindTestInput, BlindTest, StartBlindTestInput } from './blind-tests.ts';
import { ComparedRefs, Comparison, DrawSheetInput, ExportComparisonInput, Sheet } from './compare.ts';

const blindTest = z.object({ id: BlindTestId });

/** Several generators side by side, and blind tests of two. */
export const compareProcedures = {
  /** What is known of several generators, and what of it cannot be compared. */
  facts: procedure.input(z.object({ subjects: ComparedRefs })).output(Comparison),
  /** Draws the first latents of a seed with one of them; what was drawn before is there at once. */
  draw: procedure.input(DrawSheetInput).output(Sheet),
  /** Writes the comparison as one picture or as a page. */
  export: procedure.input(ExportComparisonInput).output(StartedJob),
  /** Draws both sides and shuffles them. */
  startTest: procedure.input(StartBlindTestInput).output(BlindTest),
  /** Newest first. */
  tests: procedure.output(z.array(BlindTest)),
  answer: procedure.input(AnswerBlindTestInput).output(BlindTest),
  /** Ends a test before all pairs were looked at. */
  endTest: procedure.input(blindTest).output(BlindTest),
  removeTest: procedure.input(blindTest).output(Nothing),
};
