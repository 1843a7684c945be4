import { z } from 'zod';

/** How a number of a training step is called, wherever it goes. */
interface StepColumnFacts {
  /** Column of the table `run_steps`; a new one needs a migration. */
  sql: string;
  /** TensorBoard's name, whose charts are grouped by what stands before the slash. */
  tag: string;
  /** Heading in CSV files, with the unit; shares, probabilities and lengths of gradients have none. */
  heading: string;
  /** True for what every step has; others are absent where they were not measured. */
  inEveryStep?: true;
}

/**
 * The numbers of a training step, which shows the discriminator one batch. The schema of a step, the library's columns,
 * TensorBoard's tags, the headings of CSV files and the series of the charts all come from here.
 */
export const stepColumns = {
  /** The run's losses without penalties; for `non-saturating` L_D = −E log D(x) − E log(1 − D(G(z))), in nats. */
  dLoss: {
    sql: 'd_loss',
    tag: 'loss/discriminator',
    heading: 'discriminator loss (nats)',
    inEveryStep: true,
  },
  /** For `non-saturating` L_G = −E log D(G(z)), in nats. */
  gLoss: { sql: 'g_loss', tag: 'loss/generator', heading: 'generator loss (nats)', inEveryStep: true },
  /** Mean σ(logit) of real and of generated pictures: probabilities where the loss makes them so. */
  dReal: { sql: 'd_real', tag: 'output/real', heading: 'D(x) (0-1)', inEveryStep: true },
  dFake: { sql: 'd_fake', tag: 'output/generated', heading: 'D(G(z)) (0-1)', inEveryStep: true },
  /** Mean logits. */
  realLogit: { sql: 'real_logit', tag: 'logit/real', heading: 'logit of real pictures (nats)' },
  fakeLogit: { sql: 'fake_logit', tag: 'logit/generated', heading: 'logit of generated pictures (nats)' },
  /** Mean logit of held-out pictures, on the steps that look at them. */
  heldOutLogit: {
    sql: 'held_out_logit',
    tag: 'logit/held_out',
    heading: 'logit of held-out pictures (nats)',
  },
  /** The weighted gradient penalty, on the steps that take it. */
  penalty: { sql: 'penalty', tag: 'gradient/penalty', heading: 'gradient penalty' },
  /** Length of each network's gradient; absent for a network that was not updated. */
  dGradient: { sql: 'd_gradient', tag: 'gradient/discriminator', heading: 'discriminator gradient norm' },
  gGradient: { sql: 'g_gradient', tag: 'gradient/generator', heading: 'generator gradient norm' },
  /** Chance of an augmentation. */
  augment: { sql: 'augment', tag: 'augmentation/probability', heading: 'chance of an augmentation (0-1)' },
} as const satisfies Record<string, StepColumnFacts>;

export type StepColumn = keyof typeof stepColumns;

/** In the order in which they are stored and written. */
export const stepColumnNames = Object.keys(stepColumns) as StepColumn[];

type StepShape = {
  [C in StepColumn]: (typeof stepColumns)[C] extends { inEveryStep: true }
    ? z.ZodNumber
    : z.ZodExactOptional<z.ZodNumber>;
};

const shape = Object.fromEntries(
  stepColumnNames.map((name) => [
    name,
    'inEveryStep' in stepColumns[name] ? z.number() : z.number().exactOptional(),
  ]),
) as StepShape;

/** The numbers of a step without its place. */
const StepNumbers = z.object(shape);
export type StepNumbers = z.infer<typeof StepNumbers>;

/** A step: the images shown at its end, and its numbers. */
export const StepRow = z.object({ nimg: z.number(), ...shape });
export type StepRow = z.infer<typeof StepRow>;

/** One step, or several after each other, as a point of a chart; a number that none of them has is absent. */
export const StepSpan = z.object({
  /** Images shown at the last of them. */
  nimg: z.number(),
  steps: z.int().min(1),
  mean: StepNumbers,
  /** Lowest and highest; absent for a single step. */
  low: StepNumbers.optional(),
  high: StepNumbers.optional(),
});
export type StepSpan = z.infer<typeof StepSpan>;

/**
 * Steps between two looks at held-out pictures: about 1 % of the time. A prime, because logits rise between two lazy penalties
 * and fall at each: looks every 16 steps, as penalties are, saw held-out pictures at their best and r_v far below zero.
 */
export const heldOutIntervalSteps = 17;
