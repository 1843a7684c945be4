import { useEffect, useState } from 'react';
import type { AxisView } from './series-column.ts';
import type { SharedAxis } from './shared-axis.ts';

/** What the charts over an axis show now. */
export function useView(axis: SharedAxis): AxisView {
  const [view, setView] = useState(axis.view);
  useEffect(() => {
    const update = () => setView((old) => (isSame(old, axis.view) ? old : axis.view));
    update();
    const ends = [axis.onLook(update), axis.onRows(update)];
    return () => {
      for (const end of ends) end();
    };
  }, [axis]);
  return view;
}

/** Changes of the view below this share of it are not worth a new look at what stands beside the charts. */
const visible = 1 / 1500;

const isSame = (a: AxisView, b: AxisView): boolean => {
  const least = (b.to - b.from) * visible;
  return Math.abs(a.from - b.from) < least && Math.abs(a.to - b.to) < least;
};
