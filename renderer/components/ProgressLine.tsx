import { Progress as Bar, Button } from '@mantine/core';
import { isCounted, type Progress } from '../../main/contract/system/jobs.ts';
import { formatBytes, formatClock, formatCount, formatRate } from '../format.ts';
import classes from './ProgressLine.module.css';

interface Props {
  title: string;
  progress: Progress | undefined;
  onCancel?: () => void;
}

/** Long work in one line: what, how far, how fast, how long still, and a way out. */
export function ProgressLine({ title, progress, onCancel }: Props) {
  const { done = 0, total } = progress ?? {};
  const percent = total ? Math.min(100, (done / total) * 100) : undefined;
  return (
    <div className={classes.line}>
      <div className={classes.head}>
        <span className={classes.title} title={title}>
          {title}
        </span>
        <span className={classes.numbers}>{progress ? describeProgress(progress) : 'Starting'}</span>
        {onCancel && (
          <Button size="compact-xs" variant="default" onClick={onCancel} aria-label={`Cancel: ${title}`}>
            Cancel
          </Button>
        )}
      </div>
      <Bar
        size={4}
        value={percent ?? 100}
        striped={percent === undefined}
        animated={percent === undefined}
        aria-label={title}
      />
      {progress?.note && <div className={classes.note}>{progress.note}</div>}
    </div>
  );
}

/** 'pictures' counted: '1,200 of 2,000 pictures · 310 pictures/s · 0:03 left'. */
function describeProgress(progress: Progress): string {
  const { done, total, unit, rate, secondsLeft } = progress;
  const amount = unit === 'bytes' ? formatBytes : formatCount;
  const suffix = unit === 'bytes' ? '' : ` ${unit}`;
  const end = total === undefined ? '' : ` of ${amount(total)}`;
  const parts = isCounted(progress) ? [`${amount(done)}${end}${suffix}`] : [];
  if (rate !== undefined) parts.push(unit === 'bytes' ? `${formatBytes(rate)}/s` : formatRate(rate, unit));
  if (secondsLeft !== undefined) parts.push(`${formatClock(secondsLeft)} left`);
  return parts.join(' · ');
}
