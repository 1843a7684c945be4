import { useQueries } from '@tanstack/react-query';
import type { RunId } from '../../../../main/contract/ids.ts';
import { Series } from '../../../charts/series.ts';
import { studio } from '../../../client/studio.ts';

export type ComparedScore = 'kid' | 'coverage';
/** Scores of checkpoints by run; runs without any are not in it. */
export type RunScores = ReadonlyMap<RunId, Series<ComparedScore>>;

/** What was measured of each run while it trained. */
export const useRunScores = (ids: readonly RunId[]): RunScores =>
  useQueries({
    queries: ids.map((id) => studio.runs.history.queryOptions({ input: { id } })),
    combine: (results) =>
      new Map(
        results.flatMap(({ data }, index) => {
          const id = ids[index];
          if (!id || !data || data.scores.length === 0) return [];
          const series = new Series<ComparedScore>(['kid', 'coverage'], { capacity: 4096 });
          series.append(
            data.scores.map(({ nimg, kid, coverage }) => ({
              nimg,
              steps: 1,
              mean: { kid: kid.value, coverage: coverage.value },
              low: { kid: kid.low, coverage: coverage.low },
              high: { kid: kid.high, coverage: coverage.high },
            })),
          );
          return [[id, series] as const];
        }),
      ),
  });
