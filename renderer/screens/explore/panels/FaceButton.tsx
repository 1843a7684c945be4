import type { ReactNode } from 'react';
import classes from './panels.module.css';

interface Props {
  /** `data:` URL; absent while it is being drawn. */
  picture: string | undefined;
  size: number | undefined;
  label: string;
  isDisabled?: boolean;
  onPress: () => void;
  children?: ReactNode;
}

/** A small face that can be pressed. */
export function FaceButton({ picture, size, label, isDisabled = false, onPress, children }: Props) {
  return (
    <button type="button" className={classes.tile} aria-label={label} disabled={isDisabled} onClick={onPress}>
      {picture && (
        <img src={picture} alt="" draggable={false} data-pixelated={(size ?? 0) < 128 || undefined} />
      )}
      {children}
    </button>
  );
}
