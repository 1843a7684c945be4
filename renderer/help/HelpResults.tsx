import { Highlight } from '@mantine/core';
import { formatQuantity } from '../format.ts';
import classes from './help.module.css';
import { openHelp } from './help-view.ts';
import type { Found } from './search-manual.ts';

interface Props {
  results: readonly Found[];
  /** Told when one of them is opened. */
  onChoose: () => void;
}

/** The sections that were found. */
export function HelpResults({ results, onChoose }: Props) {
  return (
    <div className={classes.body}>
      <p role="status" className={classes.count}>
        {results.length === 0
          ? 'Nothing was found. Try another word.'
          : `${formatQuantity(results.length, 'section')} found`}
      </p>
      <ul className={classes.list} aria-label="Found in the manual">
        {results.map((found) => (
          <li key={`${found.page}#${found.section}`}>
            <button
              type="button"
              className={classes.entry}
              onClick={() => {
                onChoose();
                openHelp({ page: found.page, section: found.section });
              }}
            >
              <strong>
                {found.title}
                {found.pageTitle !== found.title && <small> {found.pageTitle}</small>}
              </strong>
              <Highlight component="span" highlight={[...found.words]} color="accent">
                {found.excerpt}
              </Highlight>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
