import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './EmptyState.module.css';

interface Props {
  icon: Icon;
  title: string;
  /** One or two sentences that lead to the next step. */
  children: ReactNode;
  /** The next step itself; the first button is the main one. */
  actions?: ReactNode;
  /** The way to this content, where it is a long one. */
  firstSteps?: ReactNode;
}

/** Stands where content will be, and says how to get it. */
export function EmptyState({ icon: Picture, title, children, actions, firstSteps }: Props) {
  return (
    <section className={classes.empty} aria-label={title}>
      <Picture size={40} stroke={1.25} className={classes.icon} aria-hidden />
      <h2 className={classes.title}>{title}</h2>
      <p className={classes.text}>{children}</p>
      {actions && <div className={classes.actions}>{actions}</div>}
      {firstSteps}
    </section>
  );
}
