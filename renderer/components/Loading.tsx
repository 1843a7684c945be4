import classes from './Loading.module.css';

/** Stands where content will be that the studio has been asked for; it shows once that takes longer than a moment. */
export function Loading() {
  return (
    <p role="status" className={classes.loading}>
      Loading …
    </p>
  );
}
