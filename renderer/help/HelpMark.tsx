import type { MouseEvent } from 'react';
import classes from './help.module.css';
import { openHelp } from './help-view.ts';
import { type HelpTopic, helpTopics } from './topics.ts';

/** A small question mark beside a hard word, which opens the section of the manual that explains it. */
export function HelpMark({ topic }: { topic: HelpTopic }) {
  const { word, page, section } = helpTopics[topic];
  const open = (event: MouseEvent) => {
    // It may stand in a line that folds or sorts when it is pressed.
    event.preventDefault();
    event.stopPropagation();
    openHelp({ page, section });
  };
  return (
    <button type="button" className={classes.mark} aria-label={`Help: ${word}`} onClick={open}>
      ?
    </button>
  );
}
