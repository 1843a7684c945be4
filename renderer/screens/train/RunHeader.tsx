import { ActionIcon, Button, Group, Menu, Progress } from '@mantine/core';
import { IconDots, IconPlayerPlayFilled, IconSparkles, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { StepMode } from '../../../main/contract/engines.ts';
import { isWaiting, type Run } from '../../../main/contract/runs/runs.ts';
import { studio } from '../../client/studio.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { ScreenHeading } from '../../components/Screen.tsx';
import { Stat, Stats } from '../../components/Stat.tsx';
import { formatClock, formatKimg, formatMoment, formatRate } from '../../format.ts';
import { addToComparison } from '../../generators/compared.ts';
import { isBusy, isResumable, pauseRun, resumeRun, stopRun } from '../../runs/run-actions.ts';
import { runFraction } from '../../runs/run-fraction.ts';
import { navigate } from '../../view-state.ts';
import { GoOnDialog } from './GoOnDialog.tsx';
import { PauseButton } from './queue/PauseButton.tsx';
import { ScheduleDialog } from './queue/ScheduleDialog.tsx';
import { StateMark } from './StateMark.tsx';
import { StopButton } from './StopButton.tsx';
import classes from './train.module.css';

/** What the run is, how far it has come, and what can be done with it. */
export function RunHeader({ run }: { run: Run }) {
  const fraction = runFraction(run);
  return (
    <header className={classes.runHead}>
      <ScreenHeading title={run.name}>
        <span className={classes.state} data-testid="run-state">
          <StateMark run={run} />
        </span>
        <RunControls run={run} />
      </ScreenHeading>
      <Stats>
        <Stat label="Shown" hint="Images shown to the discriminator, in thousands" help="kimg">
          <span data-testid="run-kimg">{formatKimg(run.nimg)}</span>
          {run.config.maxKimg !== undefined && <span className={classes.of}> of {run.config.maxKimg}</span>}
        </Stat>
        {run.secondsLeft !== undefined && isBusy(run) && (
          <Stat
            label="Time left"
            hint="From the speed of the last minute, checkpoints and sample grids counted"
          >
            {formatClock(run.secondsLeft)}
          </Stat>
        )}
        <Stat label="Trained for" hint="Pauses left out">
          {formatClock(run.trainingSeconds)}
          {run.config.maxMinutes !== undefined && (
            <span className={classes.of}> of {formatClock(run.config.maxMinutes * 60)}</span>
          )}
        </Stat>
        {run.schedule?.stopAt !== undefined && (isBusy(run) || isWaiting(run)) && (
          <Stat label="Stops at" hint="With a checkpoint, at the time that was set">
            {formatMoment(new Date(run.schedule.stopAt))}
          </Stat>
        )}
        {run.imagesPerSecond !== undefined && (
          <Stat label="Speed">{formatRate(run.imagesPerSecond, 'img')}</Stat>
        )}
        <Stat label="Dataset">{run.datasetName}</Stat>
        <Stat label="Preset" help="preset">
          {run.preset}
        </Stat>
        {run.stepMode !== undefined && (
          <Stat label="Steps" hint={run.stepModeReason ?? stepModeHints[run.stepMode]} help="step">
            {stepModeNames[run.stepMode]}
          </Stat>
        )}
        {run.config.startedFrom && (
          <Stat label="Started from" hint={`At ${formatKimg(run.config.startedFrom.nimg)}`}>
            {run.config.startedFrom.name}
          </Stat>
        )}
        <Stat label="Seed" help="seed">
          {run.config.seed}
        </Stat>
      </Stats>
      {fraction !== undefined && run.state !== 'finished' && (
        <Progress
          size={3}
          value={fraction * 100}
          className={classes.runProgress}
          color={isBusy(run) ? 'accent' : 'gray'}
          aria-label="Progress of the run"
        />
      )}
    </header>
  );
}

const stepModeNames: Record<StepMode, string> = {
  eager: 'one by one',
  graph: 'compiled',
  'graph+xla': 'compiled, XLA',
};
const stepModeHints: Record<StepMode, string> = {
  eager: 'Every operation is asked of the engine by itself',
  graph: 'A whole step is one TensorFlow graph',
  'graph+xla': 'A whole step is one TensorFlow graph, compiled for this machine by XLA',
};

function RunControls({ run }: { run: Run }) {
  const pause = useMutation({ mutationFn: pauseRun });
  const resume = useMutation({ mutationFn: resumeRun });
  const stop = useMutation({ mutationFn: stopRun });
  const promote = useMutation({
    ...studio.models.promote.mutationOptions(),
    onSuccess: ({ id }) => navigate({ screen: 'models', modelId: id }),
  });
  const [isRemoving, setIsRemoving] = useState(false);
  const [isGoingOn, setIsGoingOn] = useState(false);
  const [isScheduling, setIsScheduling] = useState(false);
  const hasFaces = run.checkpointNimg !== undefined;
  return (
    <Group gap="xs" ml="auto" wrap="nowrap">
      {isBusy(run) && <PauseButton run={run} />}
      {isWaiting(run) && (
        <Button variant="default" loading={pause.isPending} onClick={() => pause.mutate(run)}>
          Leave the queue
        </Button>
      )}
      {isResumable(run) && (
        <Button
          leftSection={<IconPlayerPlayFilled size={14} />}
          loading={resume.isPending}
          onClick={() => resume.mutate(run)}
        >
          Resume
        </Button>
      )}
      {(isBusy(run) || run.state === 'paused' || run.state === 'interrupted') && (
        <StopButton
          label="Stop"
          hint="Ends the run with a last checkpoint. It can go on later, with a new length."
          isPending={stop.isPending}
          onClick={() => stop.mutate(run)}
        />
      )}
      {run.state === 'finished' && (
        <>
          <Button
            variant="default"
            leftSection={<IconPlayerPlayFilled size={14} />}
            onClick={() => setIsGoingOn(true)}
          >
            Go on…
          </Button>
          <Button
            variant="default"
            loading={promote.isPending}
            disabled={!hasFaces}
            onClick={() => promote.mutate({ runId: run.id })}
          >
            Keep as model
          </Button>
          <Button
            leftSection={<IconSparkles size={15} />}
            disabled={!hasFaces}
            onClick={() => navigate({ screen: 'gallery', from: { kind: 'run', id: run.id } })}
          >
            Generate faces
          </Button>
        </>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label="More for this run">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            disabled={!hasFaces}
            onClick={() => navigate({ screen: 'gallery', from: { kind: 'run', id: run.id } })}
          >
            Generate faces
          </Menu.Item>
          <Menu.Item disabled={!hasFaces} onClick={() => promote.mutate({ runId: run.id })}>
            Keep as model
          </Menu.Item>
          <Menu.Item onClick={() => addToComparison({ kind: 'run', id: run.id })}>Compare</Menu.Item>
          {(isBusy(run) || isWaiting(run)) && (
            <Menu.Item onClick={() => setIsScheduling(true)}>
              {isWaiting(run) ? 'Start and stop times…' : 'Stop at a time…'}
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} />}
            disabled={isBusy(run)}
            onClick={() => setIsRemoving(true)}
          >
            Remove run…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isGoingOn && <GoOnDialog run={run} onClose={() => setIsGoingOn(false)} />}
      {isScheduling && <ScheduleDialog run={run} onClose={() => setIsScheduling(false)} />}
      {isRemoving && <RemoveDialog run={run} onClose={() => setIsRemoving(false)} />}
    </Group>
  );
}

function RemoveDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const remove = useMutation({
    ...studio.runs.remove.mutationOptions(),
    onSuccess: () => navigate({ screen: 'train' }),
    onSettled: onClose,
  });
  return (
    <ConfirmDialog
      title={`Remove ${run.name}`}
      action="Remove"
      isPending={remove.isPending}
      onConfirm={() => remove.mutate({ id: run.id })}
      onClose={onClose}
    >
      Its checkpoints, losses and sample grids are deleted. Models that were kept from it stay.
    </ConfirmDialog>
  );
}
