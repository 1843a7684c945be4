import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { RunId } from '../../../contract/ids.ts';
import type { RunTick } from '../../../contract/runs/health.ts';
import { type StepRow, stepColumnNames, stepColumns } from '../../../contract/runs/step-columns.ts';
import type { RunScore } from '../../../contract/scores/scores.ts';
import type { Progress } from '../../../contract/system/jobs.ts';
import type { SeriesStore } from '../store/series-store.ts';

/**
 * The whole series as CSV (RFC 4180), one line a step; what is measured once a tick or checkpoint stands in the
 * line of its last step. In portions, so that memory stays small however long the run.
 */
export async function* seriesCsv(
  store: SeriesStore,
  id: RunId,
  { signal, report }: { signal: AbortSignal; report(progress: Progress): void },
): AsyncGenerator<string, void> {
  const total = store.extent(id, 0, Number.MAX_VALUE)?.steps ?? 0;
  const ticks = new Map(store.ticks(id).map((tick) => [tick.nimg, tick]));
  const scores = new Map(store.scores(id).map((score) => [score.nimg, score]));
  const headings = [...stepHeadings, ...Object.values(tickHeadings), ...Object.values(scoreHeadings)];
  yield csvLine(headings);
  let fromNimg = 0;
  for (let done = 0; done < total; ) {
    const rows = store.steps(id, fromNimg, Number.MAX_VALUE, rowsAtATime);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map((row) => stepLine(row, ticks.get(row.nimg), scores.get(row.nimg))).join('');
    // The next number after the last of these.
    fromNimg = last.nimg + 0.5;
    done += rows.length;
    report({ done, total, unit: 'steps' });
    await yieldToEvents();
    signal.throwIfAborted();
  }
}

/** Steps read at a time: some 20 ms. */
const rowsAtATime = 2000;

const stepHeadings = ['images shown', ...stepColumnNames.map((name) => stepColumns[name].heading)];
const tickHeadings: Record<Exclude<keyof RunTick, 'nimg' | 'augment'>, string> = {
  trainingSeconds: 'training time (s)',
  diversity: 'diversity (share of real)',
  rank: 'effective rank (share of real)',
  movement: 'movement since last tick (share of face distance)',
  nearness: 'distance to training pictures (share of held-out)',
  overfitting: 'overfitting r_v',
};

const scoreHeadings: Record<Exclude<keyof RunScore, 'nimg'>, string> = {
  kid: 'KID of the checkpoint',
  coverage: 'coverage of the checkpoint (0-1)',
};

const keysOf = <T extends object>(object: T) => Object.keys(object) as (keyof T)[];
const tickKeys = keysOf(tickHeadings);
const scoreKeys = keysOf(scoreHeadings);

const stepLine = (row: StepRow, tick: RunTick | undefined, score: RunScore | undefined): string =>
  csvLine([
    row.nimg,
    ...stepColumnNames.map((name) => row[name]),
    ...tickKeys.map((key) => tick?.[key]),
    ...scoreKeys.map((key) => score?.[key].value),
  ]);

/** Commas and line ends do not occur in headings or numbers, so that nothing needs quotes. */
const csvLine = (cells: readonly (string | number | undefined)[]): string =>
  `${cells.map((cell) => cell ?? '').join(',')}\r\n`;
