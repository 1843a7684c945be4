import classes from './sheet.module.css';

interface Props {
  src: string;
  /** Names the face for people who cannot see it. */
  label: string;
  index: number;
  columns: number;
  rows: number;
  /** Drawn over what is below, in part. */
  opacity?: number;
}

/** One face out of a picture of many. */
export function SheetCell({ src, label, index, columns, rows, opacity }: Props) {
  const place = (position: number, count: number) => (count > 1 ? `${(100 * position) / (count - 1)}%` : '0');
  return (
    <div
      className={classes.cell}
      role="img"
      aria-label={label}
      style={{
        backgroundImage: `url("${src}")`,
        backgroundSize: `${columns * 100}% ${rows * 100}%`,
        backgroundPosition: `${place(index % columns, columns)} ${place(Math.floor(index / columns), rows)}`,
        ...(opacity === undefined ? {} : { opacity }),
      }}
    />
  );
}
