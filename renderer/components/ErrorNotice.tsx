import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ErrorPresentation } from '../client/present-error.ts';
import { commandById, runCommand } from '../commands/registry.ts';
import classes from './ErrorNotice.module.css';

interface Props {
  error: ErrorPresentation;
  /** Replaces the remedy of the catalogue where the place knows a better one; null where it stands elsewhere. */
  action?: ReactNode;
}

/** What went wrong, what to do next, and a button that does it. */
export function ErrorNotice({ error, action }: Props) {
  const remedy = error.remedy && commandById(error.remedy);
  return (
    <div role="alert" className={classes.notice}>
      <IconAlertTriangle size={18} className={classes.icon} aria-hidden />
      <div className={`${classes.text} selectable`}>
        <strong>{error.title}</strong>
        <span>
          {error.message} {error.next}
        </span>
      </div>
      {action === undefined && remedy && (
        <Button variant="default" onClick={() => runCommand(remedy)}>
          {remedy.title}
        </Button>
      )}
      {action}
    </div>
  );
}
