import type { ReactNode } from 'react';
import classes from './Screen.module.css';

/** A side panel, and beside it what is chosen there. */
export function SideScreen({ side, children }: { side: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.screen}>
      {side}
      <div className={classes.content}>{children}</div>
    </div>
  );
}

interface HeadingProps {
  title: string;
  /** What the title says when it is pointed at; the title itself unless given. */
  hint?: string;
  /** What can be done with the thing, at the right. */
  children: ReactNode;
}

/** The name of what a screen shows. */
export function ScreenHeading({ title, hint = title, children }: HeadingProps) {
  return (
    <div className={classes.heading}>
      <h2 title={hint}>{title}</h2>
      {children}
    </div>
  );
}
