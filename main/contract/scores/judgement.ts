import { z } from 'zod';
import { JudgeScore, RefusedScore } from './scores.ts';

/** What the judge says of a generator, and which network it is. */
export const Judgement = z.object({
  judge: z.object({
    network: z.string(),
    /** Of npm, with the network's weights inside, and its version. */
    package: z.string(),
    version: z.string(),
  }),
  kid: JudgeScore,
  coverage: JudgeScore,
  /** Of each of the first faces that were drawn, the distance to the real face nearest to it, from 0 to 2. */
  nearestReal: z.array(z.number()),
});
export type Judgement = z.infer<typeof Judgement>;

/** Or why the judge has not seen anything, as a full sentence. */
export const JudgementOrReason = z.union([Judgement, RefusedScore]);
export type JudgementOrReason = z.infer<typeof JudgementOrReason>;

export const isJudged = (judgement: JudgementOrReason | undefined): judgement is Judgement =>
  judgement !== undefined && 'judge' in judgement;
