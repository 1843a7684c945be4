import { z } from 'zod';
import { EngineChoice, StepModeChoice } from '../../contract/engines.ts';
import { StudioError } from '../../contract/errors.ts';
import { Seed } from '../../contract/latents/recipe.ts';
import { Side } from '../../contract/pictures.ts';
import { PresetId } from '../../contract/presets.ts';
import { HyperParameters } from '../../contract/runs/hyper-parameters.ts';

const Name = z.string().trim().min(1).max(60);

/** How runs are trained; the keys are those of the command `train`. */
const Recipe = z.strictObject({
  name: Name,
  preset: PresetId,
  size: Side.optional(),
  width: z.int().min(1).max(1024).optional(),
  set: HyperParameters.optional(),
  /** Id or name of a model or a run to start from. */
  from: z.string().min(1).optional(),
  engine: EngineChoice.optional(),
  mode: StepModeChoice.optional(),
});
export type Recipe = z.infer<typeof Recipe>;

const isIncreasing = (values: readonly number[]) =>
  values.every((value, i) => i === 0 || value > values[i - 1]);
const areDifferent = (values: readonly unknown[]) => new Set(values).size === values.length;

/** What a person writes into the file of a study. */
export const StudyFile = z.strictObject({
  name: Name,
  /** Of training, for each run. */
  minutes: z.number().min(0.01).max(1e6),
  /** Ids or names of datasets of the library. */
  datasets: z.array(z.string().min(1)).min(1).max(20).refine(areDifferent, 'names a dataset twice'),
  seeds: z.array(Seed).min(1).max(20).refine(areDifferent, 'holds a seed twice'),
  recipes: z
    .array(Recipe)
    .min(1)
    .max(40)
    .refine((recipes) => areDifferent(recipes.map(({ name }) => name)), 'gives a name to two recipes'),
  /** Shares of the minutes after which faces are measured. */
  moments: z
    .array(z.number().positive().max(1))
    .min(1)
    .max(10)
    .refine(isIncreasing, 'must rise')
    .refine((moments) => moments.at(-1) === 1, 'must end with 1')
    .default([0.25, 0.5, 0.75, 1]),
  /** On each side of a measurement. */
  pictures: z.int().min(100).max(5000).default(1000),
  cores: z.enum(['one', 'all']).default('all'),
});
export type StudyFile = z.infer<typeof StudyFile>;

/** Reads the text of a study's file; what does not fit is named by its place. */
export function parseStudyFile(text: string, file: string): StudyFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new StudioError('INVALID_INPUT', `${file} is not written as JSON: ${error.message}.`, {
      next: 'Mend the place that is named; the manual shows a whole file under “study”.',
      subject: file,
    });
  }
  const parsed = StudyFile.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .slice(0, mostProblems)
    .map(({ path, message }) => `${placeOf(path)}: ${message}`);
  throw new StudioError('INVALID_INPUT', `${file} does not describe a study. ${problems.join('; ')}.`, {
    next: 'Mend what is named; the manual shows a whole file under “study”.',
    subject: file,
  });
}

const mostProblems = 5;

/** `recipes[1].set.batchSize`, with the first recipe as 0, as in JSON. */
const placeOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (place, part) =>
      typeof part === 'number'
        ? `${place}[${part}]`
        : place === ''
          ? String(part)
          : `${place}.${String(part)}`,
    '',
  ) || 'the file';
