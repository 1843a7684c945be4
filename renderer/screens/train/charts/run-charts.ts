import type { LossId } from '../../../../main/contract/runs/hyper-parameters.ts';
import { heldOutIntervalSteps, type StepColumn } from '../../../../main/contract/runs/step-columns.ts';
import type { ChartLine } from '../../../charts/drawing.ts';
import type { ValueAxis } from '../../../charts/scale.ts';
import type { SeriesColumn } from '../../../charts/series-column.ts';
import type { HelpTopic } from '../../../help/topics.ts';
import type { RunFeed } from '../../../runs/run-feed.ts';
import type { ScoreColumn, TickColumn } from '../../../runs/run-series.ts';
import type { LineColour } from '../../../theme/theme.ts';

/** Where the numbers of a line come from. */
type Source = { step: StepColumn } | { tick: TickColumn } | { score: ScoreColumn };

type LineDescription = Source & Pick<ChartLine, 'label' | 'hint'> & { colour: LineColour };

/** A chart of a run, as data. */
interface ChartDescription {
  title: string;
  help: HelpTopic;
  values: ValueAxis;
  lines: readonly LineDescription[];
  /** Losses whose runs show it from the beginning; absent = all. */
  fits?: readonly LossId[];
  /** True for what is measured in runs only that have enough pictures. */
  isOfScores?: boolean;
}

/** Every chart of a run, in the order in which they stand below each other. */
const descriptions = {
  losses: {
    title: 'Losses',
    help: 'loss',
    values: { scale: 'linear', unit: 'nats' },
    lines: [
      { step: 'dLoss', label: 'Discriminator', hint: 'Of every step, without penalties', colour: 'teal' },
      { step: 'gLoss', label: 'Generator', hint: 'Of every step', colour: 'coral' },
    ],
  },
  outputs: {
    title: 'Discriminator says real',
    help: 'discriminator',
    values: { scale: 'linear', unit: 'probability', max: 1 },
    fits: ['non-saturating'],
    lines: [
      { step: 'dReal', label: 'D(x)', hint: 'Mean answer to real pictures', colour: 'teal' },
      { step: 'dFake', label: 'D(G(z))', hint: 'Mean answer to pictures of the generator', colour: 'coral' },
    ],
  },
  logits: {
    title: 'Logits',
    help: 'logits',
    values: { scale: 'linear', unit: 'nats' },
    lines: [
      { step: 'realLogit', label: 'Real', hint: 'Mean logit of pictures it learns from', colour: 'teal' },
      {
        step: 'heldOutLogit',
        label: 'Held out',
        hint: `Mean logit of real pictures it never learns from, every ${heldOutIntervalSteps} steps: falls away from Real as it overfits`,
        colour: 'violet',
      },
      {
        step: 'fakeLogit',
        label: 'Generated',
        hint: 'Mean logit of the generator’s pictures',
        colour: 'coral',
      },
    ],
  },
  faces: {
    title: 'Faces',
    help: 'diversity',
    values: { scale: 'linear', unit: 'share' },
    lines: [
      {
        tick: 'diversity',
        label: 'Diversity',
        hint: 'Mean distance between two sampled faces, as a share of that between two real ones',
        colour: 'teal',
      },
      {
        tick: 'rank',
        label: 'Rank',
        hint: 'In how many ways sampled faces differ (effective rank of their pixels), as a share of the real ones',
        colour: 'green',
      },
      {
        tick: 'nearness',
        label: 'Nearness',
        hint: 'Distance of sampled faces to their nearest training picture, as a share of that of held-out pictures; far below 1 = copies',
        colour: 'violet',
      },
      {
        tick: 'movement',
        label: 'Movement',
        hint: 'How far the same latents’ faces moved since the tick before, as a share of the distance between two faces',
        colour: 'gold',
      },
    ],
  },
  kid: {
    title: 'KID',
    help: 'kid',
    values: { scale: 'log', unit: 'distance' },
    isOfScores: true,
    lines: [
      {
        score: 'kid',
        label: 'Of checkpoints',
        hint: 'Kernel inception distance of a few generated pictures to as many of the dataset; lower is better',
        colour: 'teal',
      },
    ],
  },
  coverage: {
    title: 'Coverage',
    help: 'coverage',
    values: { scale: 'linear', unit: 'share', max: 1 },
    isOfScores: true,
    lines: [
      {
        score: 'coverage',
        label: 'Of checkpoints',
        hint: 'Share of real pictures that have a generated face nearby; higher is better',
        colour: 'green',
      },
      {
        score: 'realCoverage',
        label: 'Of real pictures',
        hint: 'The same share for other real pictures: as good as can be',
        colour: 'teal',
      },
    ],
  },
  augmentation: {
    title: 'Augmentation and overfitting',
    help: 'augmentation',
    values: { scale: 'linear', unit: '0–1' },
    lines: [
      { step: 'augment', label: 'p', hint: 'Chance of an augmentation', colour: 'gold' },
      {
        tick: 'overfitting',
        label: 'r_v',
        hint: 'Overfitting (ADA): 0 = held-out pictures look as real as known ones, 1 = as false as generated ones',
        colour: 'violet',
      },
    ],
  },
  gradients: {
    title: 'Gradient norms',
    help: 'gradient',
    values: { scale: 'log', unit: 'length' },
    lines: [
      { step: 'dGradient', label: 'Discriminator', hint: 'Length of its gradient', colour: 'teal' },
      { step: 'gGradient', label: 'Generator', hint: 'Length of its gradient', colour: 'coral' },
      { step: 'penalty', label: 'Penalty', hint: 'The weighted gradient penalty', colour: 'violet' },
    ],
  },
} as const satisfies Record<string, ChartDescription>;

export type ChartId = keyof typeof descriptions;
export const chartIds = Object.keys(descriptions) as readonly ChartId[];

/** A chart over the numbers of one run. */
export interface RunChart {
  id: ChartId;
  title: string;
  help: HelpTopic;
  values: ValueAxis;
  lines: readonly ChartLine[];
}

/** The charts over a run's numbers. */
export const runCharts = (feed: RunFeed): RunChart[] =>
  chartIds.map((id) => {
    const { title, help, values, lines }: ChartDescription = descriptions[id];
    return {
      id,
      title,
      help,
      values,
      lines: lines.map(({ label, hint, colour, ...source }) => ({
        data: columnOf(feed, source),
        label,
        ...(hint === undefined ? {} : { hint }),
        colour,
      })),
    };
  });

function columnOf(feed: RunFeed, source: Source): SeriesColumn {
  if ('step' in source) return feed.closerSteps.column(source.step);
  return 'tick' in source ? feed.ticks.column(source.tick) : feed.scores.column(source.score);
}

/** The charts that say something about a run of this loss, with scores or without. */
export const fittingCharts = (loss: LossId, hasScores: boolean): readonly ChartId[] =>
  chartIds.filter((id) => {
    const { fits, isOfScores = false }: ChartDescription = descriptions[id];
    return (fits?.includes(loss) ?? true) && (hasScores || !isOfScores);
  });

export const chartTitle = (id: ChartId): string => descriptions[id].title;

/** Where a chart is in the page. */
export const chartElementId = (id: ChartId): string => `chart-${id}`;
