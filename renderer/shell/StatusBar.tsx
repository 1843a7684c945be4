import { Tooltip } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Run } from '../../main/contract/runs/runs.ts';
import type { CardGauges as Gauges } from '../../main/contract/system/graphics-cards.ts';
import type { SystemInfo } from '../../main/contract/system/system.ts';
import { studio } from '../client/studio.ts';
import { Ago } from '../components/Ago.tsx';
import { formatBytes, formatClock, formatQuantity, formatRate } from '../format.ts';
import { trainsHere } from '../runs/run-actions.ts';
import { useLiveRun } from '../runs/use-run-feed.ts';
import classes from './Shell.module.css';

/** One line on what this computer is doing; a run at another place tells of itself where it is shown. */
export function StatusBar() {
  const info = useQuery(studio.system.info.queryOptions()).data;
  const runs = useQuery(studio.runs.list.queryOptions()).data;
  const run = useLiveRun(runs?.find(trainsHere));
  return (
    <footer className={classes.status}>
      {!info && <span>Looking for engines</span>}
      {info && (
        <Tooltip
          label={`${info.cores} cores, ${formatBytes(info.memoryBytes)} memory, ${formatBytes(info.libraryBytesFree)} free on the library's disk`}
        >
          <span data-testid="status-engine">{engineOf(info, run)}</span>
        </Tooltip>
      )}
      {run && info && <CardGauges run={run} info={info} />}
      {run?.imagesPerSecond !== undefined && <strong>{formatRate(run.imagesPerSecond, 'img')}</strong>}
      {run?.computeMemoryBytes !== undefined && (
        <Tooltip label="Memory of the training process">
          <span>{formatBytes(run.computeMemoryBytes)}</span>
        </Tooltip>
      )}
      {run?.secondsLeft !== undefined && <span>{formatClock(run.secondsLeft)} left</span>}
      {run?.checkpointAt && (
        <span>
          saved <Ago time={run.checkpointAt} />
        </span>
      )}
      <Privacy runs={runs ?? []} />
    </footer>
  );
}

/** What leaves this computer: nothing, or what a person sends to a place that they set up. */
function Privacy({ runs }: { runs: readonly Run[] }) {
  const places = useQuery(studio.places.list.queryOptions()).data ?? [];
  const canSend = places.length > 0 || runs.some(({ place }) => place !== undefined);
  const promise = canSend
    ? 'Only runs that you send to a place leave this computer'
    : 'Everything stays on this computer';
  return (
    <span className={classes.privacy} title={promise}>
      <IconLock size={13} aria-hidden />
      <span>{promise}</span>
    </span>
  );
}

/** The engine of the run, or the one that the next run would take. */
function engineOf(info: SystemInfo, run: Run | undefined): string {
  const engine = info.engines.find(({ id }) => id === (run?.engine ?? info.defaultEngine));
  if (!engine) return 'No engine';
  const threads = engine.threads ? ` · ${formatQuantity(engine.threads, 'thread')}` : '';
  return `${engine.title}${engine.version ? ` ${engine.version}` : ''}${threads}`;
}

/** The card that a run trains on, with its memory and temperature where the driver tells. */
function CardGauges({ run, info }: { run: Run; info: SystemInfo }) {
  const device = info.candidates.find(({ settings }) => settings === run.engineSettings)?.device;
  const gauges = useQuery({
    ...studio.system.card.queryOptions({ input: { uuid: device?.uuid ?? 'none' } }),
    enabled: device !== undefined,
    refetchInterval: gaugesMs,
  }).data;
  if (device === undefined) return null;
  return (
    <Tooltip label="Graphics card: memory in use by all programs, and temperature">
      <span data-testid="status-card">
        {[device.name, ...(gauges ? gaugeTexts(gauges) : [])].join(' · ')}
      </span>
    </Tooltip>
  );
}

/** Each look starts a program of the driver's. */
const gaugesMs = 5_000;

const gaugeTexts = ({ memoryUsedBytes, memoryBytes, temperature }: Gauges): string[] => [
  `${formatBytes(memoryUsedBytes)} of ${formatBytes(memoryBytes)}`,
  ...(temperature === undefined ? [] : [`${temperature} °C`]),
];
