import type { ComparedSubject } from '../../contract/compare/compare.ts';
import type { RunId } from '../../contract/ids.ts';
import type { Runs } from '../runs/runs.ts';

/** A run's losses, coarse enough for a page. */
export interface Curve {
  runId: RunId;
  /** What the first is called that comes from it. */
  name: string;
  points: { nimg: number; dLoss: number; gLoss: number }[];
}

/** Points that a curve of a page has at most. */
const mostPoints = 300;

/** The losses of every run that is compared, once each. */
export async function readCurves(runs: Runs, subjects: readonly ComparedSubject[]): Promise<Curve[]> {
  const labels = new Map<RunId, string>();
  for (const { runId, label } of subjects)
    if (runId !== undefined && !labels.has(runId)) labels.set(runId, label);
  return Promise.all(
    [...labels].map(async ([id, name]) => {
      const spans = await runs.series.spans({ id, fromNimg: 0, maxPoints: mostPoints });
      const points = spans.map(({ nimg, mean: { dLoss, gLoss } }) => ({ nimg, dLoss, gLoss }));
      return { runId: id, name, points };
    }),
  );
}
