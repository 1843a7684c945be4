import type { RunId } from '../../main/contract/ids.ts';
import type { StepColumn } from '../../main/contract/runs/step-columns.ts';
import type { Series } from '../charts/series.ts';
import type { AxisView, SeriesColumn } from '../charts/series-column.ts';
import { client } from '../client/studio.ts';
import { createStepSeries } from './run-series.ts';

/** The steps of a run, from the studio once more where a zoom shows less than there is. */
export class CloserLook {
  readonly #id: RunId;
  readonly #whole: Series<StepColumn>;
  readonly #onLoaded: () => void;
  #loaded: { view: AxisView; series: Series<StepColumn> } | undefined;
  #asked = new AbortController();

  /** `onLoaded` hears when there is more to draw. */
  constructor(id: RunId, whole: Series<StepColumn>, onLoaded: () => void) {
    this.#id = id;
    this.#whole = whole;
    this.#onLoaded = onLoaded;
  }

  /** A column that is read where it is known most closely. */
  column(name: StepColumn): SeriesColumn {
    const at = (view: AxisView) => (this.#covers(view) ? this.#loaded?.series : undefined) ?? this.#whole;
    return {
      extremes: (view, buckets) => at(view).column(name).extremes(view, buckets),
      trend: (view, buckets, memory) => at(view).column(name).trend(view, buckets, memory),
    };
  }

  /** Reads a stretch closely, unless it is known so; undefined = the whole run. The newest wish counts. */
  async look(view: AxisView | undefined): Promise<void> {
    this.#asked.abort();
    if (view === undefined) this.#loaded = undefined;
    if (view === undefined || this.#covers(view) || !this.#whole.isCoarse(view)) return;
    this.#asked = new AbortController();
    const { signal } = this.#asked;
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    if (signal.aborted) return;
    const input = { id: this.#id, fromNimg: view.from, toNimg: view.to, maxPoints: mostPoints };
    const { points } = await client.runs.series(input);
    if (signal.aborted) return;
    const series = createStepSeries();
    series.append(points);
    this.#loaded = { view, series };
    this.#onLoaded();
  }

  /** What was read after `nimg` never happened. */
  truncateAfter(nimg: number): void {
    this.#asked.abort();
    if (this.#loaded && this.#loaded.view.to > nimg) this.#loaded = undefined;
  }

  #covers({ from, to }: AxisView): boolean {
    const view = this.#loaded?.view;
    return view !== undefined && view.from <= from && to <= view.to;
  }
}

/** Points asked for: more than a chart has pixels. */
const mostPoints = 4000;
/** How long a zoom has to stay before it is asked for, in milliseconds. */
const settleMs = 150;
