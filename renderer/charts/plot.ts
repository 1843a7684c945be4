/** Room beside the plot of every chart, in pixels: the same in all, so that they stand exactly below each other. */
export const plotInset = { left: 52, right: 12 } as const;

/** Pixels between two lines across, at least. */
const betweenRows = 36;
const betweenColumns = 72;

/** How many lines across and upright a plot of this size has room for. */
export const rowsIn = (height: number): number => Math.min(6, Math.max(2, Math.floor(height / betweenRows)));
export const columnsIn = (width: number): number =>
  Math.min(12, Math.max(2, Math.floor(width / betweenColumns)));
