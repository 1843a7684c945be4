import { Input } from '@mantine/core';
import type { ReactNode } from 'react';
import { HelpMark } from './HelpMark.tsx';
import classes from './help.module.css';
import type { HelpTopic } from './topics.ts';

interface Props {
  /** Id of the field. */
  htmlFor: string;
  topic: HelpTopic;
  children: ReactNode;
}

/** The label of a field with a question mark beside it; within the label, it would be a part of the field's name. */
export function FieldLabel({ htmlFor, topic, children }: Props) {
  return (
    <div className={classes.label}>
      <Input.Label size="xs" htmlFor={htmlFor}>
        {children}
      </Input.Label>
      <HelpMark topic={topic} />
    </div>
  );
}
