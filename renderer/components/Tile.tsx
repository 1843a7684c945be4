import type { MouseEvent, ReactNode } from 'react';
import classes from './Tile.module.css';

interface Props {
  src: string;
  label: string;
  /** True when small pictures are to keep their pixels sharp. */
  isPixelated?: boolean;
  isSelected?: boolean;
  /** True for what is there but not in use. */
  isDimmed?: boolean;
  onOpen: (event: MouseEvent) => void;
  /** Marks on top of the picture, such as a tick box. */
  children?: ReactNode;
}

/** A picture in a grid that opens when pressed. */
export function Tile({ src, label, isPixelated, isSelected, isDimmed, onOpen, children }: Props) {
  return (
    <div
      className={classes.tile}
      data-selected={isSelected || undefined}
      data-pixelated={isPixelated || undefined}
      data-dimmed={isDimmed || undefined}
    >
      <button type="button" aria-label={label} onClick={onOpen}>
        <img src={src} alt="" decoding="async" draggable={false} />
      </button>
      {children}
    </div>
  );
}
