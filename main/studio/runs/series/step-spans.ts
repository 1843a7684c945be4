import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { SeriesInput } from '../../../contract/runs/runs.ts';
import type { StepRow, StepSpan } from '../../../contract/runs/step-columns.ts';
import type { SeriesStore } from '../store/series-store.ts';

/**
 * The steps of a range, one by one where they fit into `maxPoints`, else put together over equal stretches of the images
 * shown. The database does the sums, so that a day of steps (a million) takes about a second and little memory.
 */
export async function readSpans(
  store: SeriesStore,
  { id, fromNimg, toNimg = Number.MAX_VALUE, maxPoints }: SeriesInput,
): Promise<StepSpan[]> {
  const extent = store.extent(id, fromNimg, toNimg);
  if (extent === undefined) return [];
  if (extent.steps <= maxPoints) return store.steps(id, fromNimg, toNimg).map(singleStep);
  const width = (extent.last - extent.first) / maxPoints;
  const spans: StepSpan[] = [];
  let startedMs = performance.now();
  for (let i = 0; i < maxPoints; i++) {
    const after = i === 0 ? extent.first - 1 : extent.first + i * width;
    const to = i === maxPoints - 1 ? extent.last : extent.first + (i + 1) * width;
    const span = store.span(id, after, to);
    if (span !== undefined) spans.push(span);
    if (performance.now() - startedMs < longestBlockMs) continue;
    await yieldToEvents();
    startedMs = performance.now();
  }
  return spans;
}

/** How long the studio may be kept from everything else at a time, in milliseconds. */
const longestBlockMs = 20;

function singleStep({ nimg, ...mean }: StepRow): StepSpan {
  return { nimg, steps: 1, mean };
}
