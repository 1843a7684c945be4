import classes from './TickBox.module.css';

interface Props {
  label: string;
  isTicked: boolean;
  onPress: (isRange: boolean) => void;
}

/** A tick box on a tile, shown when the tile is pointed at or chosen. Plain, because a grid draws hundreds at once. */
export function TickBox({ label, isTicked, onPress }: Props) {
  return (
    <input
      type="checkbox"
      className={classes.tick}
      aria-label={label}
      checked={isTicked}
      readOnly
      onClick={(event) => onPress(event.shiftKey)}
    />
  );
}
