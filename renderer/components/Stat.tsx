import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { HelpMark } from '../help/HelpMark.tsx';
import type { HelpTopic } from '../help/topics.ts';
import classes from './Stat.module.css';

interface Props {
  label: string;
  /** What the number was computed from. */
  hint?: string;
  /** The hard word of the label. */
  help?: HelpTopic;
  children: ReactNode;
}

/** A number with its name above it. */
export function Stat({ label, hint, help, children }: Props) {
  const stat = (
    <div className={classes.stat}>
      <dt>
        {label} {help && <HelpMark topic={help} />}
      </dt>
      <dd>{children}</dd>
    </div>
  );
  return hint ? <Tooltip label={hint}>{stat}</Tooltip> : stat;
}

/** Several numbers in a row. */
export function Stats({ children }: { children: ReactNode }) {
  return <dl className={classes.stats}>{children}</dl>;
}
