import { type PointerEvent, type ReactNode, useState } from 'react';
import classes from './charts.module.css';
import { plotInset } from './plot.ts';
import type { SharedAxis } from './shared-axis.ts';

/** Where the pointer went down and where it is, as shares of the plot. */
interface Selection {
  start: number;
  end: number;
  width: number;
}

/** Zooms into what is dragged over; a double click shows everything again. */
export function DragZoom({ axis, children }: { axis: SharedAxis; children: ReactNode }) {
  const [selection, setSelection] = useState<Selection>();

  const place = ({ currentTarget, clientX }: PointerEvent<HTMLDivElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const plot = width - plotInset.left - plotInset.right;
    return { width: plot, share: Math.min(1, Math.max(0, (clientX - left - plotInset.left) / plot)) };
  };
  const begin = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const { share, width } = place(event);
    setSelection({ start: share, end: share, width });
  };
  const isDrag = selection && Math.abs(selection.end - selection.start) * selection.width >= dragPixels;
  const end = () => {
    setSelection(undefined);
    if (!isDrag) return;
    const { from, to } = axis.view;
    const at = (share: number) => from + share * (to - from);
    const { start, end } = selection;
    axis.lookAt({ from: at(Math.min(start, end)), to: at(Math.max(start, end)) });
  };

  const plotWidth = `(100% - ${plotInset.left + plotInset.right}px)`;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that do the same are with the stack of charts.
    <div
      className={classes.canvas}
      onPointerDown={begin}
      onPointerMove={(event) => selection && setSelection({ ...selection, end: place(event).share })}
      onPointerUp={end}
      onPointerCancel={() => setSelection(undefined)}
      onDoubleClick={() => axis.zoom.set(undefined)}
    >
      {children}
      {isDrag && (
        <div
          className={classes.selection}
          style={{
            left: `calc(${plotInset.left}px + ${Math.min(selection.start, selection.end)} * ${plotWidth})`,
            width: `calc(${Math.abs(selection.end - selection.start)} * ${plotWidth})`,
          }}
        />
      )}
    </div>
  );
}

/** Pixels that a pointer has to move before it is a drag and not a click. */
const dragPixels = 6;
