import type { ValueAxis } from '../charts/scale.ts';
import type { SeriesColumn } from '../charts/series-column.ts';
import { type AxisQuantity, SharedAxis } from '../charts/shared-axis.ts';
import type { HelpTopic } from '../help/topics.ts';
import type { RunFeed } from './run-feed.ts';

/** What runs are compared by, as data. */
export const runMeasures = {
  gLoss: {
    title: 'Generator loss',
    help: 'loss',
    values: { scale: 'linear', unit: 'nats' },
    column: (feed) => feed.closerSteps.column('gLoss'),
  },
  dLoss: {
    title: 'Discriminator loss',
    help: 'loss',
    values: { scale: 'linear', unit: 'nats' },
    column: (feed) => feed.closerSteps.column('dLoss'),
  },
  diversity: {
    title: 'Diversity',
    help: 'diversity',
    values: { scale: 'linear', unit: 'share' },
    column: (feed) => feed.ticks.column('diversity'),
  },
} as const satisfies Record<
  string,
  { title: string; help: HelpTopic; values: ValueAxis; column: (feed: RunFeed) => SeriesColumn }
>;
export type RunMeasure = keyof typeof runMeasures;

/** One axis for several runs; by default over the images shown, up to where the longest of them has come. */
export function axisOver(
  feeds: readonly RunFeed[],
  newest: (feed: RunFeed) => number = ({ steps }) => steps.newestNimg,
  quantity?: AxisQuantity,
): SharedAxis {
  return new SharedAxis(
    () => Math.max(0, ...feeds.map(newest)),
    (listener) => {
      const ends = feeds.map((feed) => feed.onSeries(listener));
      return () => {
        for (const end of ends) end();
      };
    },
    quantity,
  );
}
