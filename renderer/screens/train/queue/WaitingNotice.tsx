import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Run } from '../../../../main/contract/runs/runs.ts';
import { studio } from '../../../client/studio.ts';
import { formatMoment } from '../../../format.ts';
import { queueFirst, trainsHere, waitNoLonger } from '../../../runs/run-actions.ts';
import { viewHash } from '../../../view-state.ts';
import classes from './queue.module.css';

/** What a run waits for, and how it need not. */
export function WaitingNotice({ run }: { run: Run }) {
  const first = useMutation({ mutationFn: queueFirst });
  const begin = useMutation({ mutationFn: waitNoLonger });
  const isTimed = run.schedule?.startAt !== undefined && Date.parse(run.schedule.startAt) > Date.now();
  return (
    <div className={classes.notice} role="status" aria-label="What it waits for">
      <p>
        <WaitsFor run={run} />
      </p>
      {isTimed && (
        <Button variant="default" loading={begin.isPending} onClick={() => begin.mutate(run)}>
          Do not wait for the time
        </Button>
      )}
      {(run.queuePosition ?? 1) > 1 && (
        <Button variant="default" loading={first.isPending} onClick={() => first.mutate(run)}>
          Move to the front
        </Button>
      )}
    </div>
  );
}

function WaitsFor({ run: { schedule, queuePosition = 1 } }: { run: Run }) {
  const isHeld = useQuery(studio.queue.get.queryOptions()).data?.isHeld;
  const training = useQuery(studio.runs.list.queryOptions()).data?.find(trainsHere);
  const startAt = schedule?.startAt === undefined ? undefined : new Date(schedule.startAt);
  const time = startAt && startAt > new Date() ? `not before ${formatMoment(startAt)}` : undefined;
  const end =
    schedule?.stopAt === undefined ? '' : ` It stops at ${formatMoment(new Date(schedule.stopAt))}.`;
  if (isHeld) return <>The queue is held: this run begins when you let the queue go on.{end}</>;
  if (time && !training)
    return (
      <>
        This run waits for its time: {time}.{end}
      </>
    );
  return (
    <>
      {queuePosition === 1 ? 'Next in the queue' : `${queuePosition - 1} more before it in the queue`}
      {time && `, ${time}`}
      {training && (
        <>
          ; now <a href={viewHash({ screen: 'train', runId: training.id })}>{training.name}</a> trains
        </>
      )}
      .{end}
    </>
  );
}
