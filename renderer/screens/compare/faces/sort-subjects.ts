import { isMeasured, type MetricId, metricCatalogue } from '../../../../main/contract/scores/scores.ts';
import type { Compared } from '../use-comparison.ts';

/** By what subjects are sorted, and which way. */
export interface Order {
  by: MetricId | 'name' | 'nimg';
  isDescending: boolean;
}

type Sortable = Pick<Compared, 'label' | 'nimg' | 'scores'>;

/** A measured value; undefined where there is a reason instead. */
export function scoreOf({ scores }: Pick<Compared, 'scores'>, id: MetricId): number | undefined {
  const score = scores[id];
  return score && isMeasured(score) ? score.value : undefined;
}

/** The way a column is sorted when it is first asked for: the best first, as far as there is a best. */
export const firstOrder = (by: Order['by']): Order => ({
  by,
  isDescending: by === 'nimg' || (by !== 'name' && metricCatalogue[by].better === 'higher'),
});

/** Those without a value come last, whichever way; without an order they stand as they were chosen. */
export function sortSubjects<S extends Sortable>(subjects: readonly S[], order: Order | undefined): S[] {
  if (!order) return [...subjects];
  const { by, isDescending } = order;
  const sign = isDescending ? -1 : 1;
  if (by === 'name') return subjects.toSorted((a, b) => sign * a.label.localeCompare(b.label));
  const placeOf = (subject: S) => (by === 'nimg' ? subject.nimg : scoreOf(subject, by));
  return subjects.toSorted((a, b) => {
    const [x, y] = [placeOf(a), placeOf(b)];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
    return sign * (x - y);
  });
}

/** The best value of a column; undefined where there is no better and worse, or nothing to compare with. */
export function bestScore(subjects: readonly Sortable[], id: MetricId): number | undefined {
  const values = subjects.flatMap((subject) => scoreOf(subject, id) ?? []);
  const { better } = metricCatalogue[id];
  if (values.length < 2 || better === 'middle') return undefined;
  return better === 'lower' ? Math.min(...values) : Math.max(...values);
}
