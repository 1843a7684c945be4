import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Stat.module.css';

interface Props {
  label: string;
  /** What the number was computed from. */
  hint?: string;
  children: ReactNode;
}

/** A number with its name above it. */
export function Stat({ label, hint, children }: Props) {
  const stat = (
    <div className={classes.stat}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
  return hint ? <Tooltip label={hint}>{stat}</Tooltip> : stat;
}

/** Several numbers in a row. */
export function Stats({ children }: { children: ReactNode }) {
  return <dl className={classes.stats}>{children}</dl>;
}
