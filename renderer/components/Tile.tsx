import type { MouseEvent, ReactNode } from 'react';
import type { DraggedPicture } from '../../main/contract/system/bridge.ts';
import { dragOut } from '../client/drag-out.ts';
import classes from './Tile.module.css';

interface Props {
  src: string;
  label: string;
  /** True when small pictures are to keep their pixels sharp. */
  isPixelated?: boolean;
  isSelected?: boolean;
  /** True for what is there but not in use. */
  isDimmed?: boolean;
  /** The pictures that leave the window when it is dragged; absent where none may. */
  dragged?: () => readonly DraggedPicture[];
  onOpen: (event: MouseEvent) => void;
  /** Marks on top of the picture, such as a tick box. */
  children?: ReactNode;
}

/** A picture in a grid that opens when pressed. */
export function Tile({ src, label, isPixelated, isSelected, isDimmed, dragged, onOpen, children }: Props) {
  return (
    <div
      className={classes.tile}
      data-selected={isSelected || undefined}
      data-pixelated={isPixelated || undefined}
      data-dimmed={isDimmed || undefined}
    >
      <button
        type="button"
        aria-label={label}
        onClick={onOpen}
        draggable={dragged !== undefined}
        onDragStart={(event) => dragged && dragOut(event, dragged())}
      >
        <img src={src} alt="" decoding="async" draggable={false} />
      </button>
      {children}
    </div>
  );
}
