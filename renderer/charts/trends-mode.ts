import {
  type Chart,
  type Element,
  Interaction,
  type InteractionItem,
  type InteractionModeFunction,
} from 'chart.js';
import { getRelativePosition } from 'chart.js/helpers';

declare module 'chart.js' {
  interface InteractionModeMap {
    trends: InteractionModeFunction;
  }
}

/** Even datasets are the faint lines of the extremes; the odd ones are the trends that the key names. */
export const isTrend = (datasetIndex: number): boolean => datasetIndex % 2 === 1;

/** The element nearest to `x`; elements stand in ascending order. */
function nearest(elements: readonly Element[], x: number): number {
  let low = 0;
  let high = elements.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (elements[middle].x < x) low = middle + 1;
    else high = middle;
  }
  return low > 0 && x - elements[low - 1].x < elements[low].x - x ? low - 1 : low;
}

/** What the pointer is at: of every trend the point nearest to it along the axis, wherever its extremes are. */
function trendsAt(chart: Chart, x: number): InteractionItem[] {
  return chart
    .getSortedVisibleDatasetMetas()
    .filter(({ index, data }) => isTrend(index) && data.length > 0)
    .map(({ index: datasetIndex, data }) => {
      const index = nearest(data, x);
      return { element: data[index], datasetIndex, index };
    });
}

Interaction.modes.trends = (chart, event) => trendsAt(chart, getRelativePosition(event, chart).x);
