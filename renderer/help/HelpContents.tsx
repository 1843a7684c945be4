import classes from './help.module.css';
import { openHelp } from './help-view.ts';
import { manual } from './manual.ts';

/** Every page with what it tells. */
export function HelpContents() {
  return (
    <nav className={classes.body} aria-label="Pages of the manual">
      <ul className={classes.list}>
        {manual.map(({ name, title, summary }) => (
          <li key={name}>
            <button type="button" className={classes.entry} onClick={() => openHelp({ page: name })}>
              <strong>{title}</strong>
              <span>{summary}</span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
