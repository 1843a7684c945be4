import type { ReactNode } from 'react';
import { PanelEdge } from './PanelEdge.tsx';
import { usePanelWidth } from './panel-width.ts';
import classes from './SidePanel.module.css';

interface Props {
  label: string;
  /** Buttons at the right of the heading. */
  actions?: ReactNode;
  children: ReactNode;
}

/** The list or the controls at the left of a screen. */
export function SidePanel({ label, actions, children }: Props) {
  const width = usePanelWidth();
  return (
    <aside className={classes.panel} aria-label={label} style={{ width }}>
      <PanelEdge label={label} width={width} />
      <header className={classes.head}>
        <h2>{label}</h2>
        {actions}
      </header>
      <div className={classes.body}>{children}</div>
    </aside>
  );
}

interface RowProps {
  isSelected: boolean;
  onSelect: () => void;
  picture?: ReactNode;
  title: string;
  detail: ReactNode;
}

/** One entry of a side list. */
export function SideRow({ isSelected, onSelect, picture, title, detail }: RowProps) {
  return (
    <li>
      <button
        type="button"
        className={classes.row}
        aria-current={isSelected ? 'true' : undefined}
        onClick={onSelect}
      >
        {picture && <span className={classes.picture}>{picture}</span>}
        <span className={classes.text}>
          <span className={classes.title} title={title}>
            {title}
          </span>
          <span className={classes.detail}>{detail}</span>
        </span>
      </button>
    </li>
  );
}

/** The list around side rows. */
export function SideList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className={classes.list} aria-label={label}>
      {children}
    </ul>
  );
}
