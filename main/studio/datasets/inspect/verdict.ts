import type { FacesMode } from '../../../contract/datasets/datasets.ts';
import type { Verdict } from '../../../contract/datasets/diagnosis.ts';
import type { FindingSummary } from '../../../contract/datasets/findings.ts';
import { augmentationWords, suggestPresets, trainingLength } from './suggest-training.ts';

/** What the verdict is made from. */
export interface VerdictFacts {
  /** Pictures that are trained on. */
  usable: number;
  /** All prepared pictures. */
  total: number;
  mode: FacesMode;
  /** Files in which faces were looked for or that were pictures. */
  filesSeen: number;
  filesWithoutFace: number;
  /** Source pixels along a side of the square. */
  medianSide: number;
  /** Pixels a side that pictures were prepared for, at most. */
  preparedSide: number;
  /** Of the pictures in use, those that are kept for tests. */
  heldOut: number;
  isGrey: boolean;
  findings: readonly FindingSummary[];
}

interface Row extends Pick<Verdict, 'level'> {
  /** Fewer pictures than this. */
  below: number;
  enoughFor: string;
  expect: string;
  /** Length at which small sets start to be copied rather than learned, and large ones stop to improve. */
  limitKimg: number;
}

/**
 * What a number of pictures is enough for: bands read off published results of StyleGAN2 with DiffAugment at 1,000 to
 * 70,000 pictures (Zhao et al. 2020, table 2) and of 100-shot sets (table 4), with room for smaller networks.
 */
const rows: readonly Row[] = [
  {
    below: 200,
    level: 'too-few',
    enoughFor: 'enough to try things out, not for anything new',
    expect: 'Results will be collages of what you gave. A few hundred more would help most.',
    limitKimg: 300,
  },
  {
    below: 1000,
    level: 'collage',
    enoughFor: 'enough for a first result',
    expect: 'Results will stay close to what you gave; stop before they become copies.',
    limitKimg: 1000,
  },
  {
    below: 5000,
    level: 'fair',
    enoughFor: 'enough for varied new ones',
    expect: 'Results will be clearly new; what is rare in the set may still look smeared.',
    limitKimg: 4000,
  },
  {
    below: 20_000,
    level: 'good',
    enoughFor: 'a good size',
    expect: 'Results will be varied and have few flaws, given the time.',
    limitKimg: 10_000,
  },
  {
    below: Number.POSITIVE_INFINITY,
    level: 'rich',
    enoughFor: 'more than small networks can use up',
    expect: 'The time you give the training is the limit now, not the pictures.',
    limitKimg: 25_000,
  },
];

const noun = (mode: FacesMode, count: number) =>
  `${mode === 'align' ? 'face' : 'picture'}${count === 1 ? '' : 's'}`;
const number = (value: number) => value.toLocaleString('en-GB');
const percent = (part: number, whole: number) => `${Math.round((100 * part) / whole)} %`;

/** Whether a set is enough, for what, and what would help, in plain words. */
export function verdict(facts: VerdictFacts): Verdict {
  const { usable, mode } = facts;
  const { level, enoughFor, expect, limitKimg } = rows.find(({ below }) => usable < below) ?? rows[0];
  const { preset, gpuPreset } = suggestPresets({
    detail: Math.min(facts.medianSide, facts.preparedSide),
    isTrial: level === 'too-few',
    isLikeDigits: isLikeDigits(facts),
  });
  const augmentation = augmentationWords(preset, usable - facts.heldOut, facts.isGrey ? 1 : 3);
  const kimg = trainingLength(preset, limitKimg);
  const suggestedFaces = suggestFaces(facts);
  return {
    level,
    usable,
    headline: `${number(usable)} ${noun(mode, usable)}: ${enoughFor}.`,
    advice: [expect, ...adviceRules.flatMap((rule) => rule(facts) ?? [])],
    preset,
    ...(gpuPreset === undefined ? {} : { gpuPreset }),
    augmentation,
    kimg,
    suggestion: [
      `Suggested: preset ${preset}${gpuPreset === undefined ? '' : `, or ${gpuPreset} on a graphics card`}`,
      `${number(kimg.from)} to ${number(kimg.to)} kimg (thousand pictures shown)`,
      `augmentation: ${augmentation}.`,
    ].join('; '),
    ...(suggestedFaces === undefined ? {} : { suggestedFaces }),
  };
}

/** Small grey pictures that were taken whole, such as handwritten digits. */
const isLikeDigits = ({ mode, isGrey, medianSide }: VerdictFacts) =>
  mode === 'as-is' && isGrey && medianSide <= 32;

/** Pictures in which hardly a face is found are drawings, digits or other things. */
const suggestFaces = ({ mode, filesSeen, filesWithoutFace }: VerdictFacts): FacesMode | undefined =>
  mode === 'align' && filesSeen > 0 && filesWithoutFace > filesSeen / 2 ? 'as-is' : undefined;

/** Pictures in use that have a finding. */
function countOf(findings: readonly FindingSummary[], kind: FindingSummary['kind']): number {
  const found = findings.find((finding) => finding.kind === kind);
  return found === undefined ? 0 : found.count - found.leftOut;
}

/** Each says one thing, or nothing. */
const adviceRules: readonly ((facts: VerdictFacts) => string | undefined)[] = [
  (facts) =>
    suggestFaces(facts) === undefined
      ? undefined
      : `In ${percent(facts.filesWithoutFace, facts.filesSeen)} of the files no face was found. If these are drawings, digits or animals, import them again with "use as is".`,
  ({ usable, medianSide, mode }) =>
    usable > 0 && mode !== 'as-is' && medianSide < 48
      ? `Half of them are ${Math.round(medianSide)} pixels or smaller: at more than 32 pixels there is no more detail to learn.`
      : undefined,
  ({ usable, total }) =>
    total - usable > total / 4
      ? `${number(total - usable)} of ${number(total)} prepared pictures are left out; look at the findings to see whether you agree.`
      : undefined,
  ({ usable, findings }) => {
    const often = countOf(findings, 'over-represented');
    return often > usable / 10
      ? `${percent(often, usable)} of the set shows a few people very often; new faces will lean towards them.`
      : undefined;
  },
  ({ findings, usable }) => {
    const odd = countOf(findings, 'odd-colour');
    return odd > usable / 5
      ? 'Grey and colour pictures are mixed; one kind alone gives cleaner results.'
      : undefined;
  },
];
