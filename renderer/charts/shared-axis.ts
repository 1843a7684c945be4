import { createValueStore, type ValueStore } from '../client/value-store.ts';
import { formatKimg } from '../format.ts';
import type { AxisView } from './series-column.ts';

/** A place on the axis that all charts mark with a thin line. */
export interface AxisMark {
  nimg: number;
  /** Warnings stand out. */
  isWarning: boolean;
}

/** What an axis counts; charts over time count in thousandths of a minute, as those over images count in single ones. */
export interface AxisQuantity {
  /** Below the axis. */
  name: string;
  /** Begins its description in words. */
  label: string;
  unit: string;
  /** A place as a chart tells it. */
  format(place: number): string;
}

const imagesShown: AxisQuantity = {
  name: 'images shown (kimg)',
  label: 'Images shown',
  unit: 'kimg',
  format: formatKimg,
};

/** An empty chart shows the first thousand images rather than a made-up scale. */
const leastShown = 1000;
/** The closest look, in images. */
const narrowest = 64;

/** What charts over the same images shown have in common: where they look, and how smooth. */
export class SharedAxis {
  /** The stretch that is looked at; undefined = everything. */
  readonly zoom = createValueStore<AxisView | undefined>(undefined);
  /** Memory of the trends as a share of the view. */
  readonly smoothing = createValueStore(0.02);
  readonly marks = createValueStore<readonly AxisMark[]>([]);
  /** Images shown at the sample being looked at. */
  readonly lookedAt = createValueStore<number | undefined>(undefined);
  readonly quantity: AxisQuantity;
  readonly #newest: () => number;
  readonly #subscribe: (listener: () => void) => () => void;

  /** `newest` says how many images are shown at the newest row, `subscribe` calls back whenever there are new ones. */
  constructor(
    newest: () => number,
    subscribe: (listener: () => void) => () => void,
    quantity: AxisQuantity = imagesShown,
  ) {
    this.quantity = quantity;
    this.#newest = newest;
    this.#subscribe = subscribe;
  }

  /** All there is. */
  get whole(): AxisView {
    return { from: 0, to: Math.max(leastShown, this.#newest()) };
  }

  /** What is shown now. */
  get view(): AxisView {
    return this.zoom.get() ?? this.whole;
  }

  /** Calls back after new rows. */
  onRows(listener: () => void): () => void {
    return this.#subscribe(listener);
  }

  /** Calls back when something is to be looked at otherwise. */
  onLook(listener: () => void): () => void {
    const stores: readonly Pick<ValueStore<unknown>, 'subscribe'>[] = [
      this.zoom,
      this.smoothing,
      this.marks,
      this.lookedAt,
    ];
    const ends = stores.map((store) => store.subscribe(listener));
    return () => {
      for (const end of ends) end();
    };
  }

  /** Shows a stretch of the data, cut at its ends; showing all of it is the state without zoom. */
  lookAt({ from, to }: AxisView): void {
    const { whole } = this;
    const width = Math.min(whole.to, Math.max(narrowest, to - from));
    const start = Math.min(Math.max(0, from), whole.to - width);
    this.zoom.set(width >= whole.to ? undefined : { from: start, to: start + width });
  }

  /** Widens (above 1) or narrows (below 1) the view around its middle. */
  scale(factor: number): void {
    const { from, to } = this.view;
    const half = ((to - from) / 2) * factor;
    this.lookAt({ from: (from + to) / 2 - half, to: (from + to) / 2 + half });
  }

  /** Moves the view by a share of its width; everything cannot be moved. */
  pan(share: number): void {
    const { from, to } = this.view;
    const by = (to - from) * share;
    if (this.zoom.get()) this.lookAt({ from: from + by, to: to + by });
  }
}
