import { Button } from '@mantine/core';
import { presentError } from '../client/present-error.ts';
import { queryClient } from '../client/query-client.ts';
import { ErrorNotice } from './ErrorNotice.tsx';
import classes from './LoadFailure.module.css';

/** Stands where content should be that could not be read, with the reason and another try. */
export function LoadFailure({ error }: { error: Error }) {
  const retry = <Button onClick={() => queryClient.invalidateQueries()}>Try again</Button>;
  return (
    <div className={classes.failure}>
      <ErrorNotice error={presentError(error)} action={retry} />
    </div>
  );
}
