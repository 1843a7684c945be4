import type { KeyboardEvent, PointerEvent } from 'react';
import classes from './PanelEdge.module.css';
import { panelWidths, setPanelWidth } from './panel-width.ts';

interface Props {
  /** What the panel is called. */
  label: string;
  /** What a person has set; undefined = the usual. */
  width: number | undefined;
}

/** The edge of a panel at the left: it is dragged or moved with arrow keys; a double click takes the usual width. */
export function PanelEdge({ label, width = panelWidths.usual }: Props) {
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const left = event.currentTarget.parentElement?.getBoundingClientRect().left ?? 0;
    setPanelWidth(event.clientX - left);
  };
  const press = (event: KeyboardEvent) => {
    const wider = widerBy[event.key];
    if (wider === undefined) return;
    event.preventDefault();
    setPanelWidth(width + wider);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule between texts cannot be moved.
    <div
      role="separator"
      tabIndex={0}
      aria-label={`Width of ${label}`}
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={panelWidths.least}
      aria-valuemax={panelWidths.most}
      className={classes.edge}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={press}
      onDoubleClick={() => setPanelWidth(undefined)}
    />
  );
}

const widerBy: Readonly<Record<string, number>> = { ArrowLeft: -16, ArrowRight: 16 };
