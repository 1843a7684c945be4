import { useElementSize } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, type ReactNode, useRef } from 'react';
import classes from './VirtualGrid.module.css';

interface Props {
  label: string;
  count: number;
  /** Smallest width of a tile in pixels; tiles grow to fill the row. */
  tileSize: number;
  gap?: number;
  renderTile: (index: number) => ReactNode;
}

/** A grid of square tiles that only draws what is in view; arrow keys move between the tiles' buttons. */
export function VirtualGrid({ label, count, tileSize, gap = 4, renderTile }: Props) {
  const scrollRef = useRef<HTMLDivElement>(null);
  const { ref: sizeRef, width } = useElementSize();
  const inner = Math.max(tileSize, width - 2 * padding);
  const columns = Math.max(1, Math.floor((inner + gap) / (tileSize + gap)));
  const tile = (inner - (columns - 1) * gap) / columns;
  const rows = useVirtualizer({
    count: Math.ceil(count / columns),
    getScrollElement: () => scrollRef.current,
    estimateSize: () => tile + gap,
    paddingStart: padding,
    paddingEnd: padding,
    overscan: 3,
  });
  const measured = useRef(tile);
  if (measured.current !== tile) {
    measured.current = tile;
    rows.measure();
  }

  const moveFocus = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -columns,
      ArrowDown: columns,
    };
    const step = steps[event.key];
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
    if (step === undefined || !cell) return;
    const next = Number(cell.dataset['index']) + step;
    if (next < 0 || next >= count) return;
    event.preventDefault();
    rows.scrollToIndex(Math.floor(next / columns));
    requestAnimationFrame(() =>
      scrollRef.current?.querySelector<HTMLElement>(`[data-index="${next}"] button`)?.focus(),
    );
  };

  return (
    <div ref={scrollRef} className={classes.scroll} data-testid="virtual-grid">
      <div ref={sizeRef} className={classes.measure} />
      {/* biome wants a focusable element for key handlers: the tiles inside are buttons, the list only listens. */}
      <ul
        className={classes.rows}
        style={{ height: rows.getTotalSize() }}
        aria-label={label}
        onKeyDown={moveFocus}
      >
        {width > 0 &&
          rows
            .getVirtualItems()
            .map((row) => (
              <Row
                key={row.key}
                first={row.index * columns}
                length={Math.min(columns, count - row.index * columns)}
                top={row.start}
                tile={tile}
                gap={gap}
                renderTile={renderTile}
              />
            ))}
      </ul>
    </div>
  );
}

const padding = 16;

interface RowProps extends Pick<Props, 'renderTile'> {
  /** Number of its first tile, and how many there are. */
  first: number;
  length: number;
  top: number;
  tile: number;
  gap: number;
}

/** Drawn once while it stays in view: scrolling renders the grid for every frame. */
const Row = memo(function Row({ first, length, top, tile, gap, renderTile }: RowProps) {
  return (
    <li className={classes.row} style={{ top, height: tile, gap }}>
      {Array.from({ length }, (_, i) => first + i).map((index) => (
        <div key={index} data-index={index} style={{ width: tile, height: tile }}>
          {renderTile(index)}
        </div>
      ))}
    </li>
  );
});
