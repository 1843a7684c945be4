import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconDots, IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { isWaiting, type Run } from '../../../../main/contract/runs/runs.ts';
import { studio } from '../../../client/studio.ts';
import { formatMoment } from '../../../format.ts';
import { pauseRun, queueFirst, waitNoLonger } from '../../../runs/run-actions.ts';
import { navigate } from '../../../view-state.ts';
import classes from './queue.module.css';

/** Runs that wait, in order, and the switch that holds them all; nothing while nobody waits. */
export function WaitingRuns({ runs }: { runs: readonly Run[] }) {
  const isHeld = useQuery(studio.queue.get.queryOptions()).data?.isHeld ?? false;
  const hold = useMutation(studio.queue.hold.mutationOptions());
  const waiting = runs.filter(isWaiting).toSorted((a, b) => (a.queuePosition ?? 0) - (b.queuePosition ?? 0));
  if (waiting.length === 0 && !isHeld) return null;
  const label = isHeld ? 'Let the queue go on' : 'Hold the queue: no run begins by itself';
  return (
    <section className={classes.queue} aria-label="Queue">
      <header>
        <h3>Queue{isHeld && <span>held</span>}</h3>
        <Tooltip label={label}>
          <ActionIcon aria-label={label} onClick={() => hold.mutate({ isHeld: !isHeld })}>
            {isHeld ? <IconPlayerPlayFilled size={14} /> : <IconPlayerPauseFilled size={14} />}
          </ActionIcon>
        </Tooltip>
      </header>
      {waiting.length === 0 && <p>Nobody waits. A run that is added now does.</p>}
      <ol>
        {waiting.map((run) => (
          <QueuedRun key={run.id} run={run} />
        ))}
      </ol>
    </section>
  );
}

function QueuedRun({ run }: { run: Run }) {
  const first = useMutation({ mutationFn: queueFirst });
  const begin = useMutation({ mutationFn: waitNoLonger });
  const leave = useMutation({ mutationFn: pauseRun });
  const startAt = run.schedule?.startAt;
  const isTimed = startAt !== undefined && Date.parse(startAt) > Date.now();
  return (
    <li>
      <button type="button" onClick={() => navigate({ screen: 'train', runId: run.id })} title={run.name}>
        <span className={classes.place}>{run.queuePosition}</span>
        <span className={classes.name}>{run.name}</span>
        {isTimed && <span className={classes.time}>{formatMoment(new Date(startAt))}</span>}
      </button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size={22} aria-label={`More for ${run.name} in the queue`}>
            <IconDots size={15} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={run.queuePosition === 1} onClick={() => first.mutate(run)}>
            Move to the front
          </Menu.Item>
          {isTimed && <Menu.Item onClick={() => begin.mutate(run)}>Do not wait for the time</Menu.Item>}
          <Menu.Item onClick={() => leave.mutate(run)}>Leave the queue</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
