import { IconInfoCircle } from '@tabler/icons-react';
import classes from './compare.module.css';

/** What cannot be compared, and why. */
export function Caveats({ caveats }: { caveats: readonly string[] }) {
  if (caveats.length === 0) return null;
  return (
    <ul className={`${classes.caveats} selectable`} aria-label="What cannot be compared">
      {caveats.map((caveat) => (
        <li key={caveat}>
          <IconInfoCircle size={15} aria-hidden />
          <span>{caveat}</span>
        </li>
      ))}
    </ul>
  );
}
