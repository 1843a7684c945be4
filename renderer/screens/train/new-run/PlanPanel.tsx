import { Button } from '@mantine/core';
import { IconGauge } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { RunPreview } from '../../../../main/contract/runs/plans.ts';
import type { StartRunChoices } from '../../../../main/contract/runs/runs.ts';
import { presentError } from '../../../client/present-error.ts';
import { studio } from '../../../client/studio.ts';
import { Ago } from '../../../components/Ago.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { ProgressLine } from '../../../components/ProgressLine.tsx';
import { Stat, Stats } from '../../../components/Stat.tsx';
import { formatBytes, formatDuration, formatKimg, formatRate } from '../../../format.ts';
import { describeBatch, describeSteps } from './outlook.ts';
import classes from './plan.module.css';

interface Props {
  preview: RunPreview | undefined;
  /** What is measured. */
  input: StartRunChoices;
  /** Something would be measured along. */
  isBusy: boolean;
  /** Where it will train besides this computer; nothing is measured there. */
  place: string | undefined;
}

/** What the run will come to on this machine, and the button that finds out by making 20 of its steps. */
export function PlanPanel({ preview, input, isBusy, place }: Props) {
  const job = useQuery(studio.jobs.list.queryOptions()).data?.find(
    ({ kind, state }) => kind === 'plan' && state === 'running',
  );
  const plan = useMutation(studio.runs.plan.mutationOptions());
  const cancel = useMutation(studio.jobs.cancel.mutationOptions());
  const measurement = preview?.measurement;
  return (
    <section className={classes.panel} aria-label="Plan">
      {job ? (
        <ProgressLine
          title="Measuring"
          progress={job.progress}
          onCancel={() => cancel.mutate({ id: job.id })}
        />
      ) : (
        <header className={classes.head}>
          <div>
            <h2>
              {place === undefined ? 'What it will come to' : `What it would come to here, not at ${place}`}
            </h2>
            <p className={classes.hint}>
              {measurement ? (
                <>
                  {describeSteps(measurement)}, measured <Ago time={measurement.measuredAt} />
                </>
              ) : isBusy ? (
                'Not measured yet; that has to wait until nothing trains.'
              ) : (
                'Not measured yet: 20 real steps say how fast it is here, what it takes, and how long until good faces.'
              )}
            </p>
          </div>
          <Button
            variant="default"
            leftSection={<IconGauge size={16} />}
            disabled={isBusy || preview === undefined}
            loading={plan.isPending}
            onClick={() => plan.mutate(input)}
          >
            {measurement ? 'Measure again' : 'Measure'}
          </Button>
        </header>
      )}
      {preview?.measurement && <Facts preview={preview} />}
      {preview && <p className={classes.hint}>{describeBatch(preview)}</p>}
      {measurement?.modeReason && <p className={classes.hint}>{measurement.modeReason}</p>}
      {plan.error && <ErrorNotice error={presentError(plan.error)} />}
    </section>
  );
}

function Facts({ preview: { measurement, outlook, freeMemoryBytes } }: { preview: RunPreview }) {
  if (!measurement) return null;
  const { milestones, length } = outlook ?? {};
  const after = (label: string, hint: string, milestone: { kimg: number; seconds: number } | undefined) =>
    milestone && (
      <Stat label={label} hint={`${hint}: ${formatKimg(milestone.kimg * 1000)}`}>
        {formatDuration(milestone.seconds)}
      </Stat>
    );
  return (
    <Stats>
      <Stat label="Speed">{formatRate(measurement.imagesPerSecond, 'img')}</Stat>
      <Stat label="Memory" hint="The most that the training held at once, and what is free now">
        {formatBytes(measurement.memoryBytes)}
        <span className={classes.of}> of {formatBytes(freeMemoryBytes)} free</span>
        {measurement.cardMemoryBytes !== undefined && (
          <span className={classes.of}>, {formatBytes(measurement.cardMemoryBytes)} on the card</span>
        )}
      </Stat>
      {after('Rough faces after', 'Faces that can be recognised', milestones?.rough)}
      {after('Decent after', 'Good faces', milestones?.decent)}
      {after('Converged after', 'As good as they get', milestones?.converged)}
      {!milestones && (
        <Stat label="Good faces" hint="This preset does not get there reliably, however long it trains">
          not certain
        </Stat>
      )}
      {after('This length', 'Images shown', length)}
    </Stats>
  );
}
