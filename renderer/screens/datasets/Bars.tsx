import { formatCount } from '../../format.ts';
import classes from './tabs.module.css';

/** Counts as bars, each with its number. */
export function Bars({ rows }: { rows: readonly { label: string; count: number }[] }) {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return (
    <dl className={classes.bars}>
      {rows.map(({ label, count }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <span style={{ width: `${(100 * count) / most}%` }} />
            {formatCount(count)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
