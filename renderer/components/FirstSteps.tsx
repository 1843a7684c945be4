import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { studio } from '../client/studio.ts';
import { CommandButton } from '../commands/CommandButton.tsx';
import classes from './FirstSteps.module.css';

/** The steps to the first faces, of which one is the next. */
export function FirstSteps() {
  const done = useStepsDone();
  return (
    <ol className={classes.steps} aria-label="Steps to the first faces">
      {steps.map(({ title, text }, index) => {
        const isDone = done !== undefined && index < done;
        return (
          <li key={title} aria-current={index === done ? 'step' : undefined} data-done={isDone || undefined}>
            <span className={classes.number} aria-hidden>
              {isDone ? <IconCheck size={14} /> : index + 1}
            </span>
            <strong>
              {title}
              {isDone && <span className={classes.done}> (done)</span>}
            </strong>
            <span>{text}</span>
          </li>
        );
      })}
    </ol>
  );
}

/** The way from photos to faces, in the words of the manual's first page. */
const steps = [
  { title: 'Bring photos', text: 'Drop a folder anywhere in this window.' },
  { title: 'Train', text: 'Press Start training. Nothing else has to be chosen.' },
  { title: 'See first faces', text: 'They appear after minutes, and get better while you watch.' },
] as const;

/** How many of the steps are done; undefined until that is known. */
function useStepsDone(): number | undefined {
  const datasets = useQuery(studio.datasets.list.queryOptions()).data;
  const runs = useQuery(studio.runs.list.queryOptions()).data;
  if (!datasets || !runs) return undefined;
  if (runs.length > 0) return 2;
  return datasets.length > 0 ? 1 : 0;
}

/** The button to the screen of the next step, for screens that stay empty until then. */
export function NextStepButton() {
  const done = useStepsDone();
  return <CommandButton id={done === 0 ? 'go.datasets' : 'go.train'} />;
}
